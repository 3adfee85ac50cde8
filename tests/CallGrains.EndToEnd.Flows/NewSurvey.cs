using CallGrains.Flows;

namespace CallGrains.EndToEnd.Flows;

/// <summary>
/// The sample survey's next version, as a deployment brings it: another greeting, the same questions, each answer
/// thanked for.
/// </summary>
[Flow("survey", Version = 2)]
public sealed class NewSurvey : CallFlow<NewSurveyState>
{
    private static readonly string[] Questions = ["How was the call? Press 1 to 5.", "How was our advice? Press 1 to 5.", "Would you recommend us? Press 1 to 5."];

    /// <inheritdoc/>
    public override void OnAnswer(AnswerEvent e) => Call.Speak("Welcome to our new survey.", tag: "hello");

    /// <inheritdoc/>
    public override void OnSpeak(SpeakEvent e)
    {
        if (e is { IsDone: true, Tag: "hello" })
        {
            Call.Gather(Questions[0], maxDigits: 1);
        }
        else if (e is { IsDone: true, Tag: "thanks" })
        {
            Call.Hangup();
        }
    }

    /// <inheritdoc/>
    public override void OnGather(GatherEvent e)
    {
        State.Answered++;
        if (State.Answered < Questions.Length)
        {
            Call.Gather(Questions[State.Answered], maxDigits: 1);
        }
        else
        {
            Call.Speak("Thank you for your answers. Until next time.", tag: "thanks");
        }
    }
}

/// <summary>How far a call is.</summary>
public sealed class NewSurveyState
{
    /// <summary>Questions answered or skipped.</summary>
    public int Answered { get; set; }
}
