namespace CallGrains.Journals;

/// <summary>
/// Where a journal keeps the events that are on their way out (<see cref="JournalAppend.Feed"/>). Several processes may
/// deliver from one store: an event is in the hands of one of them at a time, and free again when that one is silent.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
public interface IFeedStore
{
    /// <summary>
    /// Takes events of one receiver that are due, the longest due first, at most one a grain: the first one of those
    /// that the grain's receiver has not had. Nobody else gets them before <paramref name="until"/>.
    /// </summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="now">Events that are to be tried at or before this instant are due.</param>
    /// <param name="until">When they are due again, unless they are settled before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be used now.</exception>
    Task<IReadOnlyList<FeedItem>> TakeAsync(string receiver, int limit, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says what became of events that were taken. A crash of the machine may take it back: then they are delivered
    /// once more.
    /// </summary>
    /// <param name="settlements">What became of each.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be used now.</exception>
    Task SettleAsync(IReadOnlyList<FeedSettlement> settlements, CancellationToken cancellationToken = default);

    /// <summary>How many events each receiver has, without those that have none.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be used now.</exception>
    Task<IReadOnlyList<FeedCount>> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists dead letters, the oldest first, one page at a time.</summary>
    /// <param name="receiver">Only those of this receiver; null for all.</param>
    /// <param name="size">Items a page, 1 to 1000.</param>
    /// <param name="after"><see cref="FeedPage.Next"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException"><paramref name="after"/> is none of a page.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be used now.</exception>
    Task<FeedPage> ListDeadAsync(string? receiver, int size, string? after, CancellationToken cancellationToken = default);

    /// <summary>Makes dead letters due again, as if they had never been tried.</summary>
    /// <param name="receiver">Only those of this receiver; null for all.</param>
    /// <param name="id">Only the event with this id; null for all.</param>
    /// <param name="now">When they are due.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be used now.</exception>
    Task<long> ReviveAsync(string? receiver, string? id, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Removes dead letters of before an instant.</summary>
    /// <param name="before">What was journalled before this goes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be used now.</exception>
    Task<long> ForgetDeadAsync(DateTimeOffset before, CancellationToken cancellationToken = default);
}
