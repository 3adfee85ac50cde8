using CallGrains.Flows;

namespace CallGrains.Samples;

/// <summary>
/// Three questions, event by event; the scores are kept between the events. Silence skips a question.
/// </summary>
[Flow("survey")]
public sealed class Survey : CallFlow<SurveyState>
{
    private static readonly string[] Questions =
    [
        "How was the call? Press 1 to 5.",
        "How was our advice? Press 1 to 5.",
        "Would you recommend us? Press 1 to 5.",
    ];

    /// <inheritdoc/>
    public override void OnAnswer(AnswerEvent e) => Call.Speak("Thank you for calling. We have three questions.", tag: "hello");

    /// <inheritdoc/>
    public override void OnSpeak(SpeakEvent e)
    {
        switch (e)
        {
            case { IsDone: true, Tag: "hello" }:
                Ask();
                break;
            case { IsDone: true, Tag: "thanks" }:
                Call.Hangup();
                break;
        }
    }

    /// <inheritdoc/>
    public override void OnGather(GatherEvent e)
    {
        State.Scores.Add(e.Digits ?? "");
        if (State.Scores.Count < Questions.Length)
        {
            Ask();
        }
        else
        {
            Call.Speak("Thank you for your answers. Goodbye.", tag: "thanks");
        }
    }

    private void Ask() => Call.Gather(Questions[State.Scores.Count], maxDigits: 1);
}

/// <summary>What the survey remembers.</summary>
public sealed class SurveyState
{
    /// <summary>The answers so far; empty text for a question that was skipped.</summary>
    public IList<string> Scores { get; init; } = [];
}
