namespace CallGrains.Flows;

/// <summary>What a gather collected.</summary>
/// <param name="Digits">The digits, the terminating one not included; empty when nothing was pressed.</param>
/// <param name="Reason">Why it ended, one of <see cref="GatherReason"/>.</param>
public sealed record GatherResult(string Digits, string Reason)
{
    /// <summary>Whether the caller was silent for too long.</summary>
    public bool TimedOut => Reason == GatherReason.InterDigitTimeout;

    /// <summary>Whether the call ended meanwhile.</summary>
    public bool HungUp => Reason == GatherReason.HungUp;
}

/// <summary>What a recording came to.</summary>
/// <param name="IsComplete">Whether there is a file.</param>
/// <param name="RecordingId">The carrier's recording id; null when there is none.</param>
/// <param name="RecordingUri">The recording's REST address; null when there is none. It needs the carrier's credentials.</param>
/// <param name="HungUp">Whether the call ended meanwhile: the recording then holds what was said until then.</param>
public sealed record RecordResult(bool IsComplete, string? RecordingId, Uri? RecordingUri, bool HungUp);

/// <summary>What a transfer came to.</summary>
/// <param name="Answered">Whether the other party answered and is connected.</param>
/// <param name="Cause">Why it did not answer (<c>USER_BUSY</c>, <c>NO_ANSWER</c>, …); null when it did.</param>
public sealed record TransferResult(bool Answered, string? Cause);

/// <summary>What became of a leg that was dialled.</summary>
/// <param name="Answered">Whether it answered.</param>
/// <param name="Cause">Why it did not answer (<c>USER_BUSY</c>, <c>NO_ANSWER</c>, …); null when it did.</param>
public sealed record DialResult(bool Answered, string? Cause);
