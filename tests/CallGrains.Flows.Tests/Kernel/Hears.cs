namespace CallGrains.Flows.Tests.Kernel;

/// <summary>Writes down what it hears, and answers nothing.</summary>
[Flow("hears")]
internal sealed class Hears : CallFlow<HearsState>
{
    public static IReadOnlyList<string> Of(World w, FlowAddress address) =>
        [.. w.Journal(address).OfType<DecisionEntry>().Last(d => d.State is not null).State!.Value.GetProperty("heard").EnumerateArray().Select(l => l.GetString()!)];

    /// <summary>What it writes for a carrier's event type.</summary>
    public static string NameOf(string eventType) => eventType.ToLowerInvariant() is "hangup" or "timeout" or "error" ? "ended" : eventType;

    public override void OnIncomingCall(IncomingCallEvent e) => State.Heard.Add(e.EventType);

    public override void OnAnswer(AnswerEvent e) => State.Heard.Add(e.EventType);

    public override void OnSpeak(SpeakEvent e) => State.Heard.Add(e.EventType);

    public override void OnPlayback(PlaybackEvent e) => State.Heard.Add(e.EventType);

    public override void OnDtmf(DtmfEvent e) => State.Heard.Add(e.EventType);

    public override void OnGather(GatherEvent e) => State.Heard.Add(e.EventType);

    public override void OnRecording(RecordResult result) => State.Heard.Add("recording");

    public override void OnTranscription(TranscriptionEvent e) => State.Heard.Add(e.EventType);

    public override void OnOther(CarrierEvent e) => State.Heard.Add(e.EventType);

    public override void OnEnded(string cause) => State.Heard.Add($"ended {cause}");
}

internal sealed class HearsState
{
    public List<string> Heard { get; set; } = [];
}
