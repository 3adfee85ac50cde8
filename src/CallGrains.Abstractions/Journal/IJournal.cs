namespace CallGrains.Journals;

/// <summary>
/// The append-only durable record of all grains, with the index of live grains beside it. Entries, index and
/// wake-ups of one append are stored in one transaction, or not at all.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Appends of one grain take effect in the order of the calls, those of different grains
/// may share one commit; a conflict of one grain neither fails nor delays the others and leaves no gap.
/// </remarks>
public interface IJournal : IAsyncDisposable
{
    /// <summary>
    /// Appends entries to one grain's journal. When the task has completed, they survive a crash of process and machine
    /// (as far as the kind of journal promises that). A caller may start the next append of the same grain before this
    /// one has completed, with the same <see cref="JournalAppend.Chain"/>: if this one fails, that one fails with a
    /// conflict. The bytes of the entries must not change before the task has completed.
    /// </summary>
    /// <param name="append">What to append, and at which sequence number.</param>
    /// <exception cref="JournalConflictException">Another writer has appended to this grain: drop what is in memory and
    /// reload.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot take it now (disk full, connection lost); nothing
    /// was written, or that is not known.</exception>
    /// <exception cref="JournalOverloadedException">More appends wait than the journal's limit allows; nothing was
    /// written.</exception>
    /// <exception cref="ArgumentException">The append is malformed: no entries, a summary whose number is not that of
    /// the last entry, or more than 64 MiB.</exception>
    Task AppendAsync(JournalAppend append);

    /// <summary>Reads one grain: its summary and its entries in order; null when it has never been written.</summary>
    /// <param name="address">The grain.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    /// <exception cref="JournalFormatException">What is stored is damaged.</exception>
    Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads some of one grain: its summary, and the entries after one, up to about <see cref="JournalPart.Size"/>;
    /// null when it has never been written. By default all is read, and most of it dropped.
    /// </summary>
    /// <param name="address">The grain.</param>
    /// <param name="after">The number of the entry before the part; 0 for the beginning. Where the entries after it
    /// were forgotten, the part begins with the first that is left.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    /// <exception cref="JournalFormatException">What is stored is damaged.</exception>
    async Task<JournalPart?> ReadPartAsync(FlowAddress address, long after, CancellationToken cancellationToken = default) =>
        await ReadAsync(address, cancellationToken) is { } history ? JournalPart.Of(history, after) : null;

    /// <summary>Reads one grain's summary, without its entries; null when it has never been written.</summary>
    /// <param name="address">The grain.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    async Task<GrainSummary?> ReadSummaryAsync(FlowAddress address, CancellationToken cancellationToken = default) => (await ReadAsync(address, cancellationToken))?.Summary;

    /// <summary>
    /// Reads the oldest entry that is stored of one grain: the one that it began with, or a snapshot. Null when it has
    /// never been written.
    /// </summary>
    /// <param name="address">The grain.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    /// <exception cref="JournalFormatException">What is stored is damaged.</exception>
    async Task<StoredEntry?> ReadFirstAsync(FlowAddress address, CancellationToken cancellationToken = default) =>
        (await ReadAsync(address, cancellationToken))?.Entries is [var first, ..] ? first : null;

    /// <summary>Lists summaries, newest first (by their first append), one page at a time.</summary>
    /// <param name="query">Which, and how many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default);

    /// <summary>The grains whose wake-up is due, the longest overdue first.</summary>
    /// <param name="now">Wake-ups at or before this instant are due.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes grains that ended long ago, with all their entries, a few at a time: appends and reads go on meanwhile.
    /// Whoever still holds one of them in memory loses its next append with a conflict, and finds nothing when it
    /// reads. By default a kind of journal cannot do this.
    /// </summary>
    /// <param name="request">Which.</param>
    /// <param name="cancellationToken">Ends it between two steps; what was done stays done.</param>
    /// <returns>How many were removed, or would be.</returns>
    /// <exception cref="NotSupportedException">This kind of journal removes nothing.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be written now; what was done stays
    /// done.</exception>
    Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"{GetType().Name} removes no grains; purge it by its own means.");

    /// <summary>
    /// Removes one grain with all its entries, if it has ended and still stands where it is thought to stand. By
    /// default a kind of journal cannot do this.
    /// </summary>
    /// <param name="address">The grain.</param>
    /// <param name="sequence">The number of its last entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was removed; false when it lives, has been written to since, or is not there.</returns>
    /// <exception cref="NotSupportedException">This kind of journal removes nothing.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be written now.</exception>
    Task<bool> RemoveAsync(FlowAddress address, long sequence, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"{GetType().Name} removes no grains; remove them by its own means.");

    /// <summary>
    /// Proves that appends and reads work now, by as much of both as the kind of journal can do without a grain; by
    /// default it reads a page of summaries. For readiness: asked every few seconds.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What somebody should look at although both work, such as commits that were lost; null for
    /// nothing.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be written or read now.</exception>
    /// <exception cref="JournalFormatException">What is stored is damaged.</exception>
    async Task<string?> CheckAsync(CancellationToken cancellationToken = default)
    {
        await ListAsync(new GrainQuery { Size = 1 }, cancellationToken);
        return null;
    }
}

/// <summary>One append: entries of one grain, at an expected place.</summary>
/// <param name="ExpectedSequence">The number of the grain's last entry (0: none). The entries get the numbers that
/// follow.</param>
/// <param name="Entries">One or more entries.</param>
/// <param name="Summary">The grain's line in the index after this append; <see cref="GrainSummary.Sequence"/> is the
/// last entry's number.</param>
public sealed record JournalAppend(long ExpectedSequence, IReadOnlyList<StoredEntry> Entries, GrainSummary Summary)
{
    /// <summary>The grain.</summary>
    public FlowAddress Address => Summary.Address;

    /// <summary>
    /// The number of the entry that reading begins with from now on: a snapshot of this append, which makes the entries
    /// before it superfluous. They are removed with the append or after it; until then reading may still give them.
    /// Null to keep all.
    /// </summary>
    public long? ForgetBefore { get; init; }

    /// <summary>
    /// What this append builds on, beyond its number; null when the caller awaits each append before the next.
    /// </summary>
    public AppendChain? Chain { get; init; }
}

/// <summary>An entry as it is stored.</summary>
/// <param name="Body">The entry in the journal's own versioned JSON (UTF-8).</param>
/// <param name="Raw">The callback's own bytes, where the entry records a callback; else empty.</param>
public readonly record struct StoredEntry(ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Raw)
{
    /// <summary>How many bytes it has.</summary>
    public int Length => Body.Length + Raw.Length;
}

/// <summary>All that is stored of one grain.</summary>
/// <param name="Summary">Its line in the index.</param>
/// <param name="Entries">Its entries without a gap, up to the summary's number; all of them, but for those that were
/// forgotten (<see cref="JournalAppend.ForgetBefore"/>).</param>
public sealed record JournalHistory(GrainSummary Summary, IReadOnlyList<StoredEntry> Entries)
{
    /// <summary>The number of the first entry.</summary>
    public long First => Summary.Sequence - Entries.Count + 1;
}

/// <summary>One page of summaries.</summary>
/// <param name="Items">The summaries, newest first.</param>
/// <param name="Next">What to pass as <see cref="GrainQuery.After"/> for the next page; null at the end.</param>
public sealed record GrainPage(IReadOnlyList<GrainSummary> Items, string? Next);

/// <summary>Which summaries to list. Every filter that is null lets all pass.</summary>
public sealed record GrainQuery
{
    /// <summary>Only grains of this kind.</summary>
    public GrainKind? Kind { get; init; }

    /// <summary>Only grains in this state.</summary>
    public GrainState? State { get; init; }

    /// <summary>Only grains of this flow.</summary>
    public string? Flow { get; init; }

    /// <summary>Only calls from or to this number (E.164).</summary>
    public string? Number { get; init; }

    /// <summary>Only grains whose flow something stops (true), or nothing (false).</summary>
    public bool? HasFault { get; init; }

    /// <summary>Only grains that ended for this cause, spelt as it is stored.</summary>
    public string? Cause { get; init; }

    /// <summary>
    /// Only grains whose first entry was written at this instant or later. The clocks of the processes that write may
    /// differ by up to an hour.
    /// </summary>
    public DateTimeOffset? CreatedFrom { get; init; }

    /// <summary>Only grains whose first entry was written before this instant.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Only grains with commands whose outcome is not journalled yet.</summary>
    public bool PendingEffectsOnly { get; init; }

    /// <summary>Items a page, 1 to 1000; 25 by default.</summary>
    public int Size { get; init; } = 25;

    /// <summary><see cref="GrainPage.Next"/> of the page before; null for the first.</summary>
    public string? After { get; init; }
}
