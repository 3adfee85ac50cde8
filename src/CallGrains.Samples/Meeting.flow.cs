using CallGrains.Flows;

namespace CallGrains.Samples;

/// <summary>A room that its moderator opens and closes. It says who comes and goes, one after the other.</summary>
[Flow("meeting")]
public sealed class Meeting : ConferenceFlow<MeetingState>
{
    /// <inheritdoc/>
    protected override bool WaitsForModerator => true;

    /// <inheritdoc/>
    protected override bool EndsWithModerator => true;

    /// <inheritdoc/>
    public override void OnJoined(Participant member) => Say($"{NameOf(member)} has joined. {Counted()}");

    /// <inheritdoc/>
    public override void OnLeft(Participant member) => Say($"{NameOf(member)} has left. {Counted()}");

    /// <inheritdoc/>
    public override void OnSpeak(ConferenceSpeakEvent e)
    {
        if (e.IsDone)
        {
            SayNext();
        }
    }

    /// <inheritdoc/>
    public override void OnCommandFailed(Command command, CommandOutcome outcome)
    {
        if (command is AnnounceCommand)
        {
            SayNext();
        }
    }

    /// <inheritdoc/>
    public override void OnEnded()
    {
        State.News.Clear();
        State.IsSpeaking = false;
    }

    private static string NameOf(Participant member) => member switch
    {
        { IsModerator: true } => "The moderator",
        { Number: { Length: > 4 } number } => $"The caller from {string.Join(' ', number[^4..].AsEnumerable())}",
        _ => "Somebody",
    };

    private string Counted() => Conference.Count == 1 ? "There is one of you now." : $"There are {Conference.Count} of you now.";

    /// <summary>A new announcement would cut short the one before.</summary>
    private void Say(string news)
    {
        State.News.Add(news);
        if (!State.IsSpeaking)
        {
            SayNext();
        }
    }

    private void SayNext()
    {
        State.IsSpeaking = State.News.Count > 0 && Conference.Count > 0;
        if (State.IsSpeaking)
        {
            Conference.Speak(State.News[0]);
            State.News.RemoveAt(0);
        }
    }
}

/// <summary>What the room remembers.</summary>
public sealed class MeetingState
{
    /// <summary>What is to be said yet.</summary>
    public IList<string> News { get; init; } = [];

    /// <summary>Whether something is being said.</summary>
    public bool IsSpeaking { get; set; }
}
