namespace CallGrains.Journals;

/// <summary>
/// One event on its way out to one receiver. It is stored with the entries that it tells of, in one transaction, and
/// removed when the receiver has taken it.
/// </summary>
public sealed record FeedItem
{
    /// <summary>The receiver's name.</summary>
    public required string Receiver { get; init; }

    /// <summary>The event's id: the same in each delivery, and for each receiver.</summary>
    public required string Id { get; init; }

    /// <summary>The grain that it tells of.</summary>
    public required FlowAddress Address { get; init; }

    /// <summary>
    /// Its place among the events of its grain: they are delivered in this order. Two events of one grain have two
    /// places.
    /// </summary>
    public required long Position { get; init; }

    /// <summary>What it is, such as <c>call.ended</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it was journalled.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the receiver gets: JSON in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How often it was delivered in vain.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last delivery failed, in words for people; null when none did.</summary>
    public string? Error { get; init; }
}

/// <summary>What became of an event that was taken for delivery.</summary>
/// <param name="Item">The event.</param>
/// <param name="RetryAt">When to try again; null for never.</param>
/// <param name="Error">Why it was not delivered; null when it was: then it is removed. With an error and no time to try
/// again it becomes a dead letter.</param>
public sealed record FeedSettlement(FeedItem Item, DateTimeOffset? RetryAt = null, string? Error = null);

/// <summary>How many events of one receiver there are.</summary>
/// <param name="Receiver">The receiver's name.</param>
/// <param name="Waiting">Events that are not delivered yet.</param>
/// <param name="Dead">Dead letters: events that are not tried any more.</param>
/// <param name="OldestAt">When the oldest of those that wait was journalled; null when none waits.</param>
public sealed record FeedCount(string Receiver, long Waiting, long Dead, DateTimeOffset? OldestAt);

/// <summary>One page of dead letters.</summary>
/// <param name="Items">The events, the oldest first.</param>
/// <param name="Next">What to pass for the next page; null at the end.</param>
public sealed record FeedPage(IReadOnlyList<FeedItem> Items, string? Next);
