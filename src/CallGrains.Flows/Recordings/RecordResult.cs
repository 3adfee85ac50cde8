namespace CallGrains.Flows;

/// <summary>
/// What a recording came to. It is given when the file can be fetched (<see cref="Recordings"/>), or when it is clear
/// that it cannot.
/// </summary>
/// <param name="IsComplete">Whether there is a file, and the carrier gives it out.</param>
/// <param name="RecordingId">The carrier's recording id; null when there is none.</param>
/// <param name="RecordingUri">The recording's REST address; null when there is none. It needs the carrier's
/// credentials.</param>
/// <param name="HungUp">Whether the call ended meanwhile: the recording then holds what was said until then.</param>
public sealed record RecordResult(bool IsComplete, string? RecordingId, Uri? RecordingUri, bool HungUp)
{
    /// <summary>Why there is no file; null when there is one.</summary>
    public RecordFailure? Failure { get; init; }

    /// <summary>Bytes of the file; null when there is none, or the carrier does not say.</summary>
    public long? Length { get; init; }

    /// <summary>
    /// How long it is, by the carrier's times of its beginning and end; null when the carrier does not send both. One
    /// of a second holds no message.
    /// </summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The carrier's words, when the file could not be fetched.</summary>
    public CarrierError? Error { get; init; }

    /// <summary>The call was over before anything was recorded.</summary>
    internal static RecordResult NeverBegun { get; } = new(false, null, null, true) { Failure = RecordFailure.NeverBegun };

    internal static RecordResult NotSaved(RecordingEvent e, bool hungUp) =>
        new(false, e.RecordingId, e.RecordingUri, hungUp) { Failure = RecordFailure.NotSaved, Duration = e.Duration };

    internal static RecordResult Of(VerifyRecordingCommand asked, CommandOutcome outcome, bool hungUp, TimeSpan? duration) => new(outcome.IsDone, asked.RecordingId, asked.RecordingUri, hungUp)
    {
        Failure = outcome.IsDone ? null : RecordFailure.NotServed,
        Length = outcome.Length,
        Error = outcome.Error,
        Duration = duration,
    };
}

/// <summary>Why there is no file of a recording.</summary>
public enum RecordFailure
{
    /// <summary>The call was over before anything was recorded.</summary>
    NeverBegun,

    /// <summary>The carrier says that it could not save it, or lost it without a word.</summary>
    NotSaved,

    /// <summary>
    /// The carrier says that it is saved, but did not give it out for as long as
    /// <see cref="GrainOptions.RecordingPatience"/>.
    /// </summary>
    NotServed,
}
