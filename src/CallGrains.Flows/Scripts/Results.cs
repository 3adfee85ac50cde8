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

/// <summary>What a transfer came to.</summary>
/// <param name="Answered">Whether the other party answered and is connected.</param>
/// <param name="Cause">Why it did not answer (<c>USER_BUSY</c>, <c>NO_ANSWER</c>, …); null when it did.</param>
public sealed record TransferResult(bool Answered, string? Cause);

/// <summary>How a call that a flow started ended.</summary>
/// <param name="Answered">Whether it was answered.</param>
/// <param name="Cause">Why it ended (<c>NORMAL_CLEARING</c>, <c>USER_BUSY</c>, …), <c>NOT_STARTED</c> when there is no
/// such flow or call, or <c>TERMINATED</c> when its flow was ended by command before the call was over.</param>
public sealed record CallResult(bool Answered, string Cause)
{
    internal const string Terminated = "TERMINATED", Unstarted = "NOT_STARTED";

    internal static CallResult NotStarted { get; } = new(false, Unstarted);
}

/// <summary>What became of a text.</summary>
/// <param name="MessageId">The carrier's message id; null when it is not known.</param>
/// <param name="State">The furthest state that was reported: one of <see cref="DeliveryState"/> or
/// <see cref="MessageState"/>, <c>stopped</c>, <c>unreachable</c> or <c>unknown</c>.</param>
/// <param name="Code">The receipt's code (<c>0</c> delivered, <c>775</c> opted out, …); null without a receipt.</param>
public sealed record SendResult(string? MessageId, string State, string? Code)
{
    /// <summary>Whether a receipt says that it was delivered.</summary>
    public bool IsDelivered => State == DeliveryState.Delivered;

    /// <summary>Whether nothing was sent, because the other side has stopped texts.</summary>
    public bool IsOptedOut => State == Stopped.State;

    /// <summary>
    /// Whether nothing was sent, because the other side takes no texts: it has no number, but a name, or withholds it
    /// (<see cref="Party.CanBeTexted"/>).
    /// </summary>
    public bool IsUnreachable => State == Unreachable.State;

    internal static SendResult Unreachable { get; } = new(null, "unreachable", null);

    internal static SendResult Stopped { get; } = new(null, "stopped", null);

    /// <summary>Whether it certainly did not arrive.</summary>
    public bool IsLost => State is DeliveryState.NotDelivered or MessageState.Error;
}

/// <summary>What a transcription came to.</summary>
/// <param name="Text">What was said, at most its first 1000 characters or so; null when it failed.</param>
/// <param name="TranscriptionId">The carrier's transcription id; null when there is none.</param>
/// <param name="TextUrl">Where the whole text is, for the carrier's media API; null when it failed.</param>
public sealed record TranscriptionResult(string? Text, string? TranscriptionId, Uri? TextUrl)
{
    /// <summary>Whether there is a text.</summary>
    public bool IsComplete => Text is not null;

    /// <summary>
    /// Whether the recording was listened to and held no words: the text has neither a message nor a digit. False when
    /// it failed.
    /// </summary>
    public bool HeardNothing => Text is not null && !Text.Any(char.IsLetterOrDigit);
}
