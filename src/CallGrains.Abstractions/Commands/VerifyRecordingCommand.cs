using System.Text.Json.Serialization;

namespace CallGrains.Commands;

/// <summary>
/// Waits until a recording's file can be fetched. It is a question, so it holds up no other command. Only the framework
/// decides it, when a recording is reported as complete.
/// </summary>
/// <param name="RecordingId">The carrier's recording id.</param>
public sealed record VerifyRecordingCommand(string RecordingId) : Command
{
    /// <summary>The recording's REST address, as its event gave it.</summary>
    public Uri? RecordingUri { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsLiveCall => false;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsQuestion => true;
}
