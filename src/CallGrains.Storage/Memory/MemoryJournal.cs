namespace CallGrains.Storage;

/// <summary>
/// A journal that lives and dies with its object: for tests, simulation, and a first try. It completes every call
/// before it returns, so that a run over it is repeatable.
/// </summary>
/// <remarks>Safe for use by many threads. Nothing survives the process.</remarks>
/// <param name="time">The clock, by which retention knows when a grain was last used; null: the system's.</param>
public sealed class MemoryJournal(TimeProvider? time = null) : IJournal, ICapabilityKeyStore, IFeedStore
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private readonly Dictionary<FlowAddress, Grain> _grains = [];
    private readonly List<Grain?> _byAge = [];
    private readonly MemoryWakeUps _wakeUps = new();
    private readonly List<byte[]> _keys = [];
    private readonly MemoryFeed _feed = new();

    /// <inheritdoc/>
    public Task AppendAsync(JournalAppend append)
    {
        JournalRules.Check(append);
        var entries = Copied(append.Entries);
        lock (_gate)
        {
            var grain = _grains.GetValueOrDefault(append.Address);
            var sequence = grain?.Summary.Sequence ?? 0;
            if (append.Chain is { IsBroken: true } || sequence != append.ExpectedSequence)
            {
                return Refuse(append, sequence);
            }

            Store(append, entries, grain ?? Add(append));
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var history = _grains.TryGetValue(address, out var grain)
                ? new JournalHistory(grain.Summary, grain.Entries.ToArray())
                : null;
            return Task.FromResult(history);
        }
    }

    /// <inheritdoc/>
    public Task<JournalPart?> ReadPartAsync(FlowAddress address, long after, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(_grains.TryGetValue(address, out var grain) ? JournalPart.Of(new JournalHistory(grain.Summary, grain.Entries), after) : null);
        }
    }

    /// <inheritdoc/>
    public Task<GrainSummary?> ReadSummaryAsync(FlowAddress address, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(_grains.GetValueOrDefault(address)?.Summary);
        }
    }

    /// <inheritdoc/>
    public Task<StoredEntry?> ReadFirstAsync(FlowAddress address, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(_grains.TryGetValue(address, out var grain) ? grain.Entries[0] : (StoredEntry?)null);
        }
    }

    /// <inheritdoc/>
    public Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default)
    {
        JournalRules.Check(query);
        cancellationToken.ThrowIfCancellationRequested();
        var before = JournalRules.ReadCursor(query.After);
        lock (_gate)
        {
            var found = Enumerable.Range(1, (int)Math.Min(before, _byAge.Count))
                .Select(back => _byAge[(int)Math.Min(before, _byAge.Count) - back])
                .OfType<Grain>()
                .Where(grain => Passes(query, grain.Summary))
                .Take(query.Size + 1)
                .ToList();
            var next = found.Count > query.Size ? JournalRules.WriteCursor(found[query.Size - 1].Order) : null;
            return Task.FromResult(new GrainPage([.. found.Take(query.Size).Select(grain => grain.Summary)], next));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            IReadOnlyList<FlowAddress> due = [.. _wakeUps.Due(now, order => _byAge[order]?.Summary.WakeAt).Take(limit).Select(order => _byAge[order]!.Summary.Address)];
            return Task.FromResult(due);
        }
    }

    /// <inheritdoc/>
    public Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var due = _grains.Values.Where(g => g.Summary.State == GrainState.Ended && (g.Summary.EndedAt ?? g.UsedAt) < request.For(g.Summary)).ToList();
            if (!request.DryRun)
            {
                due.ForEach(Remove);
            }

            return Task.FromResult(due.Aggregate(default(PurgeReport), (report, g) => report.With(g.Summary)));
        }
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(FlowAddress address, long sequence, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_grains.TryGetValue(address, out var grain) || grain.Summary.State != GrainState.Ended || grain.Summary.Sequence != sequence)
            {
                return Task.FromResult(false);
            }

            Remove(grain);
            _feed.Forget(address);
            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadOrAdd(Func<IReadOnlyList<byte[]>, byte[]?> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        lock (_gate)
        {
            if (add(_keys) is { } secret)
            {
                _keys.Insert(0, secret);
            }

            return [.. _keys];
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FeedItem>> TakeAsync(string receiver, int limit, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        Locked(feed => feed.Take(receiver, limit, now, until), cancellationToken);

    /// <inheritdoc/>
    public Task SettleAsync(IReadOnlyList<FeedSettlement> settlements, CancellationToken cancellationToken = default) => Locked(feed => feed.Settle(settlements), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<FeedCount>> CountAsync(CancellationToken cancellationToken = default) => Locked(feed => feed.Count(), cancellationToken);

    /// <inheritdoc/>
    public Task<FeedPage> ListDeadAsync(string? receiver, int size, string? after, CancellationToken cancellationToken = default) =>
        Locked(feed => feed.ListDead(receiver, size, FeedRules.ReadCursor(after)), cancellationToken);

    /// <inheritdoc/>
    public Task<long> ReviveAsync(string? receiver, string? id, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        Locked(feed => feed.Revive(receiver, id, now), cancellationToken);

    /// <inheritdoc/>
    public Task<long> ForgetDeadAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => Locked(feed => feed.ForgetDead(before), cancellationToken);

    /// <summary>Does nothing: the content goes with the object.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> Locked<T>(Func<MemoryFeed, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(work(_feed));
        }
    }

    private static Task Refuse(JournalAppend append, long sequence)
    {
        var actual = append.Chain is { IsBroken: true } ? -1 : sequence;
        append.Chain?.Break();
        return Task.FromException(new JournalConflictException(append.Address, append.ExpectedSequence, actual));
    }

    private static bool Passes(GrainQuery query, GrainSummary summary) =>
        (query.Kind is null || query.Kind == summary.Address.Kind)
        && (query.State is null || query.State == summary.State)
        && (query.Flow is null || query.Flow == summary.Flow)
        && (query.Number is null || query.Number == summary.From || query.Number == summary.To)
        && (query.HasFault is null || query.HasFault == summary.Fault is not null)
        && (query.Cause is null || query.Cause == summary.Cause)
        && (query.CreatedFrom is null || summary.CreatedAt >= query.CreatedFrom)
        && (query.CreatedBefore is null || summary.CreatedAt < query.CreatedBefore)
        && (!query.PendingEffectsOnly || summary.PendingEffects > 0);

    private Grain Add(JournalAppend append)
    {
        var grain = new Grain(_byAge.Count, append.Summary);
        _grains.Add(append.Address, grain);
        _byAge.Add(grain);
        return grain;
    }

    /// <summary>
    /// Copies, because the caller may use its buffers again once the append has completed. Made before the lock, which
    /// all grains meet at.
    /// </summary>
    private static StoredEntry[] Copied(IReadOnlyList<StoredEntry> entries)
    {
        var copies = new StoredEntry[entries.Count];
        for (var i = 0; i < copies.Length; i++)
        {
            var (body, raw) = (entries[i].Body, entries[i].Raw);
            var bytes = new byte[body.Length + raw.Length];
            body.CopyTo(bytes);
            raw.CopyTo(bytes.AsMemory(body.Length));
            copies[i] = new StoredEntry(bytes.AsMemory(0, body.Length), bytes.AsMemory(body.Length));
        }

        return copies;
    }

    private void Store(JournalAppend append, StoredEntry[] entries, Grain grain)
    {
        var isNew = grain.Entries.Count == 0;
        grain.Entries.AddRange(entries);
        if (append.ForgetBefore is { } first)
        {
            grain.Entries.RemoveRange(0, grain.Entries.Count - (int)(append.Summary.Sequence - first + 1));
        }

        _wakeUps.Move(grain.Order, isNew ? null : grain.Summary.WakeAt, append.Summary.WakeAt);
        (grain.Summary, grain.UsedAt) = (append.Summary, _time.GetUtcNow());
        _feed.Add(append.Feed);
    }

    /// <summary>Its place in the order of age stays, empty: pages go by it.</summary>
    private void Remove(Grain grain)
    {
        _grains.Remove(grain.Summary.Address);
        _byAge[grain.Order] = null;
        _wakeUps.Move(grain.Order, grain.Summary.WakeAt, null);
    }

    private sealed class Grain(int order, GrainSummary summary)
    {
        public int Order { get; } = order;

        public GrainSummary Summary { get; set; } = summary;

        public DateTimeOffset UsedAt { get; set; }

        public List<StoredEntry> Entries { get; } = [];
    }
}
