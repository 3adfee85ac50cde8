using System.Text.Json.Serialization;

namespace CallGrains.Commands;

/// <summary>
/// Has a recording written down; one <c>transcription</c> event follows. The recording must be complete, and a WAV
/// file.
/// </summary>
/// <param name="RecordingId">The carrier's recording id.</param>
public sealed record TranscribeCommand(string RecordingId) : Command
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsLiveCall => false;
}
