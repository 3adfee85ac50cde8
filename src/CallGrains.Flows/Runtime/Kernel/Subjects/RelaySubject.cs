using System.Text.Json;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// The grain of a recording (<c>call/rec-…</c>): transcription events name no call, only their recording, so they come
/// here, and are handed on to the call that asked for them. It has no flow; what comes before the call has said who it
/// is, is held.
/// </summary>
internal sealed class RelaySubject : Subject
{
    /// <summary>The signal by which a call says that a recording is its own.</summary>
    public const string Owner = "$owner";

    /// <summary>The address under which the events of a recording come.</summary>
    public static FlowAddress For(string recordingId) => FlowAddress.Call("rec-" + recordingId);

    public static bool Is(FlowAddress address) => address.Kind == GrainKind.Call && address.Id.StartsWith("rec-", StringComparison.Ordinal);

    /// <summary>The signal that tells a recording's relay who its call is.</summary>
    public static SignalCommand Introduce(FlowAddress call, string recordingId) =>
        new(For(recordingId).ToString(), Owner) { Value = JsonSerializer.SerializeToElement(call.ToString(), JsonSerializerOptions.Web) };

    public override GrainProjection NewProjection() => new CallProjection();

    public override Opening Open(Callback callback, IReadOnlyList<EventEntry> held, FlowRegistry flows) =>
        new(null, new Receipt(Disposition.Held, "waits for the call that made the recording"));

    public override JournalEntry? Open(FlowAddress address, Signal signal, FlowRegistry flows) =>
        signal is { Name: Owner, Value: { ValueKind: JsonValueKind.String } owner } ? new AliasEntry(owner.GetString()!) : null;

    public override GrainState StateOf(GrainProjection projection, Standing standing) => standing.IsIdle ? GrainState.Ended : GrainState.Live;
}
