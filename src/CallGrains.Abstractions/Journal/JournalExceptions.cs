namespace CallGrains.Journals;

/// <summary>Another writer has appended to the grain in the meantime.</summary>
/// <param name="address">The grain.</param>
/// <param name="expected">The number this writer took for the last.</param>
/// <param name="actual">The number that is the last, or -1 when it was not read.</param>
public sealed class JournalConflictException(FlowAddress address, long expected, long actual)
    : Exception(actual < 0
        ? $"{address} was to be appended to after entry {expected}, but an append before that one has failed: reload it."
        : $"{address} was expected at entry {expected} but stands at {actual}: another activation has written to it; reload it.")
{
    /// <summary>The grain.</summary>
    public FlowAddress Address { get; } = address;

    /// <summary>The number this writer took for the last.</summary>
    public long Expected { get; } = expected;

    /// <summary>The number that is the last, or -1 when it was not read.</summary>
    public long Actual { get; } = actual;
}

/// <summary>
/// The store cannot be written or read now. Whether the last append was written is not known: reload before going on.
/// </summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="innerException">The store's own error.</param>
public class JournalUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>
/// Too many appends wait: nothing of this one was written. Shed load (503 with Retry-After), or try again later.
/// </summary>
/// <param name="limit">How many appends may wait.</param>
public sealed class JournalOverloadedException(int limit)
    : JournalUnavailableException($"{limit} appends wait for the disk, which is the limit: the load is too high; try again later.")
{
    /// <summary>How many appends may wait.</summary>
    public int Limit { get; } = limit;
}

/// <summary>The journal was written by a newer version, or is damaged: it must not be guessed at.</summary>
/// <param name="message">What was found, and what to do.</param>
/// <param name="innerException">The parser's error, where there is one.</param>
public sealed class JournalFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
