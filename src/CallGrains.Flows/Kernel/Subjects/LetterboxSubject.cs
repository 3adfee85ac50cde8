using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>
/// The grain of a recording (<c>call/rec-…</c>): transcription events name no call, only their recording, so they come here, and are handed on to the
/// call that asked for them. It has no flow; what comes before the call has said who it is, is held.
/// </summary>
internal sealed class LetterboxSubject : Subject
{
    /// <summary>The signal by which a call says that a recording is its own.</summary>
    public const string Owner = "$owner";

    /// <summary>The address under which the events of a recording come.</summary>
    public static GrainAddress For(string recordingId) => GrainAddress.Call("rec-" + recordingId);

    public static bool Is(GrainAddress address) => address.Kind == GrainKind.Call && address.Id.StartsWith("rec-", StringComparison.Ordinal);

    /// <summary>The signal that tells a recording's letterbox who its call is.</summary>
    public static SignalCommand Introduce(GrainAddress call, string recordingId) =>
        new(For(recordingId).ToString(), Owner) { Value = JsonSerializer.SerializeToElement(call.ToString(), JsonSerializerOptions.Web) };

    public override GrainFacts NewFacts() => new CallFacts();

    public override Opening Open(Callback callback, IReadOnlyList<EventEntry> held, FlowRegistry flows) =>
        new(null, new Receipt(Verdict.Held, "waits for the call that made the recording"));

    public override JournalEntry? Open(GrainAddress address, Signal signal, FlowRegistry flows) =>
        signal is { Name: Owner, Value: { ValueKind: JsonValueKind.String } owner } ? new AliasEntry(owner.GetString()!) : null;

    public override GrainState StateOf(GrainFacts facts, Standing standing) => standing.IsIdle ? GrainState.Ended : GrainState.Live;
}
