using System.Text.Json;

namespace CallGrains.Flows.Tests.Handlers;

/// <summary>What the flows of these tests remember, and how a test reads it from the journal.</summary>
internal sealed class Notes
{
    public List<string> Lines { get; set; } = [];

    public static IReadOnlyList<string> Of(World w, FlowAddress address) =>
        [.. w.Journal(address).OfType<DecisionEntry>().Last(d => d.State is not null).State!.Value.GetProperty("lines").EnumerateArray().Select(line => line.GetString()!)];
}

/// <summary>Uses everything once, and writes down what it is told.</summary>
[Flow("diary")]
internal sealed class TraceLog : CallFlow<Notes>
{
    protected override void OnStart() => State.Lines.Add("start");

    public override void OnIncomingCall(IncomingCallEvent e)
    {
        State.Lines.Add("incomingcall");
        base.OnIncomingCall(e);
    }

    public override void OnAnswer(AnswerEvent e)
    {
        State.Lines.Add("answer");
        Call.Speak("Hello.", tag: "hello");
    }

    public override void OnSpeak(SpeakEvent e)
    {
        State.Lines.Add($"speak {e.Status} {e.Tag}");
        if (e is { IsDone: true, Tag: "hello" })
        {
            Call.Gather("A question?", maxDigits: 1, tag: "q");
        }
    }

    public override void OnDtmf(DtmfEvent e) => State.Lines.Add($"dtmf {e.Digit}");

    public override void OnGather(GatherEvent e)
    {
        State.Lines.Add($"gather {e.Digits} {e.Tag}");
        Call.Play(new Uri("https://example.com/a.wav"));
    }

    public override void OnPlayback(PlaybackEvent e)
    {
        State.Lines.Add($"playback {e.Status}");
        if (e.IsDone)
        {
            Call.StartRecording(TimeSpan.FromSeconds(2));
        }
    }

    public override void OnRecording(RecordResult result)
    {
        State.Lines.Add("recording");
        Call.Transfer("+15550199");
    }

    public override void OnTransfer(TransferResult result)
    {
        State.Lines.Add($"transfer {result.Answered} {result.Cause}");
        Call.StartTimer("talked enough", TimeSpan.FromSeconds(5));
    }

    public override void OnEnded(string cause)
    {
        State.Lines.Add($"ended {cause}");
        Call.CancelTimer("talked enough");
        Call.StartTimer("after", TimeSpan.FromMinutes(30));
    }

    public override void OnTimer(string name)
    {
        State.Lines.Add($"timer {name}");
        Call.Hangup();
    }
}

[Flow("clockwork")]
internal sealed class Clockwork : CallFlow<Notes>
{
    public override void OnIncomingCall(IncomingCallEvent e)
    {
        Call.StartTimer("once", TimeSpan.FromSeconds(10));
        Call.StartTimer("replaced", TimeSpan.FromSeconds(20));
        Call.StartTimer("cancelled", TimeSpan.FromSeconds(30));
        Call.StartTimer("replaced", TimeSpan.FromSeconds(60));
        Call.CancelTimer("cancelled");
        Call.CancelTimer("unknown");
        State.Lines.Add($"{Call.Now.ToUnixTimeSeconds()}");
    }

    public override void OnTimer(string name)
    {
        Write(name);
        if (name == "replaced")
        {
            Call.Hangup();
        }
    }

    public override void OnSignal(string name, JsonElement? value) => Write($"{name} {value}");

    public override void OnEnded(string cause) => Write("ended");

    private void Write(string what) => State.Lines.Add($"{Call.Now.ToUnixTimeSeconds() - long.Parse(State.Lines[0], null)} {what}");
}

[Flow("clumsy")]
internal sealed class Clumsy : CallFlow<Notes>
{
    public override void OnAnswer(AnswerEvent e)
    {
        Call.StartTimer("never", TimeSpan.FromMinutes(30));
        Call.Gather(maxDigits: 2);
    }

    public override void OnGather(GatherEvent e)
    {
        Call.Speak("Let me see.");
        throw new InvalidDataException("not a digit I know");
    }

    public override void OnTimer(string name) => Call.Speak("Never said.");
}

[Flow("stubborn")]
internal sealed class Stubborn : CallFlow<Notes>
{
    public override void OnAnswer(AnswerEvent e)
    {
        Call.Speak("First.");
        Call.Speak("Second.");
    }

    public override void OnCommandFailed(Command command, CommandOutcome outcome) => State.Lines.Add($"{command.GetType().Name} {outcome.Status}");

    public override void OnDtmf(DtmfEvent e) => Call.Speak("Third.");
}

/// <summary>Awaits in a handler, and commands from elsewhere, which none may.</summary>
[Flow("absent")]
internal sealed class Absent : CallFlow<Notes>
{
    private static readonly TaskCompletionSource<string> Refused = new();

    public static Task<string> Error => Refused.Task;

    public static TaskCompletionSource Elsewhere { get; } = new();

    public override void OnIncomingCall(IncomingCallEvent e) => _ = Task.Run(Command);

    public override async void OnAnswer(AnswerEvent e)
    {
        Call.StartTimer("decided", TimeSpan.FromHours(1));
        await Elsewhere.Task;
        Call.Hangup();
    }

    private void Command()
    {
        try
        {
            Call.Answer();
        }
        catch (InvalidOperationException error)
        {
            Refused.TrySetResult(error.Message);
        }
    }
}

[Flow("archive")]
internal sealed class Archive : CallFlow<Notes>
{
    public override void OnAnswer(AnswerEvent e) => Call.StartRecording();

    public override void OnEnded(string cause) => State.Lines.Add("ended");

    public override void OnRecording(RecordResult result) => State.Lines.Add($"recording {result.RecordingId}");

    public override void OnTranscription(TranscriptionEvent e) => State.Lines.Add($"transcription {e.Text}");
}
