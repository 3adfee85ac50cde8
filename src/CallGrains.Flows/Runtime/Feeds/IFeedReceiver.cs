namespace CallGrains.Flows.Runtime;

/// <summary>
/// Somebody who is told what happens to calls, conferences and texts. Register it as a singleton; a host delivers to it
/// what the journal keeps for it, at least once, the events of one grain in their order.
/// </summary>
/// <remarks>
/// All processes of a cluster must have the same receivers: what is journalled by a process that does not know one is
/// not kept for it. Called by several threads at once.
/// </remarks>
public interface IFeedReceiver
{
    /// <summary>Its name, for ever: what is kept for it is found by it.</summary>
    string Name { get; }

    /// <summary>
    /// Whether it gets phone numbers, texts and results as they are; false by default, which masks them.
    /// </summary>
    bool ShowsAll => false;

    /// <summary>How long one delivery may take; 10 s by default.</summary>
    TimeSpan Timeout => TimeSpan.FromSeconds(10);

    /// <summary>Whether it wants events of a type, such as <c>call.ended</c>; all of them by default.</summary>
    /// <param name="type">The type.</param>
    bool Wants(string type) => true;

    /// <summary>Delivers one event. An exception is a failure like another.</summary>
    /// <param name="item">The event.</param>
    /// <param name="cancellationToken">Ends it when it takes too long, or the process stops.</param>
    Task<FeedAnswer> DeliverAsync(FeedItem item, CancellationToken cancellationToken);
}

/// <summary>What a receiver made of an event.</summary>
/// <param name="Error">Why it did not take it, in words for people; null when it did.</param>
/// <param name="IsFinal">Whether it will never take it: then it is not tried again.</param>
/// <param name="RetryAfter">How long it wants to be left alone; null where it says nothing.</param>
public readonly record struct FeedAnswer(string? Error, bool IsFinal = false, TimeSpan? RetryAfter = null)
{
    /// <summary>It took it.</summary>
    public static FeedAnswer Taken => default;
}
