using System.Text.Json;

namespace CallGrains.Flows.Tests.Conferences;

/// <summary>Writes down all it is told, and announces who comes and goes.</summary>
[Flow("club")]
internal sealed class Club : ConferenceFlow<Club.Book>
{
    public sealed class Book
    {
        public IList<string> Lines { get; init; } = [];

        public int Announced { get; set; }
    }

    public static IList<string> Read(World w, string name = "club") =>
        w.Journal(FlowAddress.Conference(name)).OfType<DecisionEntry>().LastOrDefault(d => d.State is not null)?.State!.Value.Deserialize<Book>(JsonSerializerOptions.Web)!.Lines ?? [];

    public override void OnCreated() => Write("created");

    public override void OnJoined(Participant member)
    {
        Write($"{member.Number} joined, {Conference.Count} in");
        Conference.Speak($"Number {++State.Announced} is in.", tag: "in");
    }

    public override void OnChanged(Participant member) => Write($"{member.Number} mute {member.IsMuted} hold {member.IsOnHold}");

    public override void OnLeft(Participant member) => Write($"{member.Number} left, {Conference.Count} in");

    public override void OnSpeak(ConferenceSpeakEvent e) => Write($"speak {e.Status} {e.Tag}");

    public override void OnPlayback(ConferencePlaybackEvent e) => Write($"playback {e.Status}");

    public override void OnEnded() => Write("ended");

    public override void OnTimer(string name) => Write($"timer {name}");

    public override void OnCommandFailed(Command command, CommandOutcome outcome) => Write($"{command.GetType().Name} {outcome.Status}");

    public override void OnSignal(string name, JsonElement? value)
    {
        Write($"signal {name}");
        switch (name)
        {
            case "lock": Conference.Lock(); break;
            case "unlock": Conference.Unlock(); break;
            case "end": Conference.End(); break;
            case "music": Conference.Play(new Uri("https://example.com/music.wav"), loop: true); break;
            case "hush": Conference.StopPlaying(); break;
            case "mute all": Conference.MuteAll(); break;
            case "mute": Conference.Mute(Conference.Members[0]); break;
            case "hold": Conference.Hold(Conference.Members[0]); break;
            case "remove": Conference.Remove(Conference.Members[^1]); break;
            case "later": Conference.StartTimer("later", TimeSpan.FromSeconds(30)); break;
        }
    }

    private void Write(string line) => State.Lines.Add(line);
}

/// <summary>Keeps counts.</summary>
[Flow("counter")]
internal sealed class Counter : ConferenceFlow<Counter.Counts>
{
    public sealed class Counts
    {
        public int Joined { get; set; }

        public int Left { get; set; }

        public int Most { get; set; }

        public int Now { get; set; }
    }

    public static Counts Read(World w, FlowAddress room) =>
        w.Journal(room).OfType<DecisionEntry>().Last(d => d.State is not null).State!.Value.Deserialize<Counts>(JsonSerializerOptions.Web)!;

    public override void OnJoined(Participant member)
    {
        State.Joined++;
        State.Now = Conference.Count;
        State.Most = Math.Max(State.Most, Conference.Members.Count);
    }

    public override void OnLeft(Participant member)
    {
        State.Left++;
        State.Now = Conference.Count;
    }
}

/// <summary>Nobody is in before the host, or stays after.</summary>
[Flow("hosted")]
internal sealed class Hosted : ConferenceFlow<object>
{
    protected override bool WaitsForModerator => true;

    protected override bool EndsWithModerator => true;
}

/// <summary>Nobody is in before the host, and the conference can be locked.</summary>
[Flow("guarded")]
internal sealed class Guarded : ConferenceFlow<object>
{
    protected override bool WaitsForModerator => true;

    public override void OnSignal(string name, JsonElement? value) => Conference.Lock();
}

/// <summary>A call that joins event by event.</summary>
[Flow("joiner")]
internal sealed class Joiner : CallFlow<Joiner.Book>
{
    public sealed class Book
    {
        public IList<string> Lines { get; init; } = [];
    }

    public override void OnAnswer(AnswerEvent e) => Call.Join(new ConferenceName("club", "club"));

    public override void OnJoined(JoinResult result)
    {
        State.Lines.Add(result.Joined ? "joined" : $"refused: {result.Refusal}");
        Call.Mute();
    }

    public override void OnConferenceMember(ConferenceMemberEvent e)
    {
        State.Lines.Add($"{e.State} mute {e.Mute}");
        if (e is { Mute: true, HasLeft: false })
        {
            Call.Leave();
        }

        if (e.HasLeft)
        {
            Call.Hangup();
        }
    }
}
