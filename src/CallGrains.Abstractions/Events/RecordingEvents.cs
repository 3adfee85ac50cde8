using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>
/// A recording was saved, or saving it failed. It may come after the call's end, and carries no time.
/// </summary>
public sealed record RecordingEvent() : CallEvent(EventTypes.Recording)
{
    /// <summary>The recording.</summary>
    public required string RecordingId { get; init; }

    /// <summary>The recording's REST address; null when not sent.</summary>
    public Uri? RecordingUri { get; init; }

    /// <summary>One of <see cref="RecordingStatus"/>; null in payloads that carry only a state.</summary>
    public string? Status { get; init; }

    /// <summary>The same values as <see cref="Status"/>; null in most payloads.</summary>
    public string? State { get; init; }

    /// <summary>When the recording began; null when not sent.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When the recording ended; null when not sent.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>How long it is; null unless both times were sent.</summary>
    [JsonIgnore]
    public TimeSpan? Duration => EndTime - StartTime is { } length && length >= TimeSpan.Zero ? length : null;

    /// <summary>Whether the file is there to fetch.</summary>
    [JsonIgnore]
    public bool IsComplete => Wire.Same(Status ?? State, RecordingStatus.Complete);

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(RecordingId, Wire.Lower(Status ?? State));
}

/// <summary>
/// Known values of a recording event's status; the set is open. Note: <c>complete</c>, not <c>completed</c>.
/// </summary>
public static class RecordingStatus
{
    /// <summary>The file is saved.</summary>
    public const string Complete = "complete";

    /// <summary>Saving failed.</summary>
    public const string Error = "error";
}

/// <summary>A transcription finished or failed. It names no call: find it through the recording.</summary>
public sealed record TranscriptionEvent() : CarrierEvent(EventTypes.Transcription)
{
    /// <summary>The transcription.</summary>
    [JsonPropertyOrder(-20)]
    public required string TranscriptionId { get; init; }

    /// <summary>The transcription's REST address, under its recording; null when it failed.</summary>
    [JsonPropertyOrder(-19)]
    public Uri? TranscriptionUri { get; init; }

    /// <summary>
    /// The recording it belongs to; null in the form of the calls that documents drive, where only the address names
    /// it.
    /// </summary>
    public string? RecordingId { get; init; }

    /// <summary>One of <see cref="TranscriptionStatus"/>; null in payloads that carry only a state.</summary>
    public string? Status { get; init; }

    /// <summary>The same values as <see cref="Status"/>; null where documents drive the call.</summary>
    public string? State { get; init; }

    /// <summary>Characters of the whole text; null when it failed.</summary>
    public int? TextSize { get; init; }

    /// <summary>The first 1000 characters or so; <see cref="TextUrl"/> has the whole. Null when it failed.</summary>
    public string? Text { get; init; }

    /// <summary>The media file with the whole text; null when it failed.</summary>
    public Uri? TextUrl { get; init; }

    /// <summary>
    /// Whether there is a text. One table of the carrier's spells the status <c>complete</c>; both count.
    /// </summary>
    [JsonIgnore]
    public bool IsCompleted => Outcome == TranscriptionStatus.Completed;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(TranscriptionId, Outcome);

    private string Outcome =>
        Wire.Lower(State ?? Status) is var outcome && outcome == "complete" ? TranscriptionStatus.Completed : outcome;
}

/// <summary>Known values of a transcription event's status; the set is open.</summary>
public static class TranscriptionStatus
{
    /// <summary>The text is there.</summary>
    public const string Completed = "completed";

    /// <summary>It failed.</summary>
    public const string Error = "error";
}
