namespace CallGrains.Storage;

/// <summary>Events on their way out, of a journal in memory, whose lock guards them.</summary>
internal sealed class MemoryFeed
{
    private readonly SortedDictionary<long, Row> _rows = [];
    private long _lastKey;

    public void Add(IReadOnlyList<FeedItem> items)
    {
        foreach (var item in items)
        {
            _rows.Add(++_lastKey, new Row(_lastKey, item with { Body = item.Body.ToArray() }, item.At, IsDead: false));
        }
    }

    /// <summary>See <see cref="IFeedStore.TakeAsync"/>.</summary>
    public IReadOnlyList<FeedItem> Take(string receiver, int limit, DateTimeOffset now, DateTimeOffset until)
    {
        var taken = _rows.Values.Where(r => !r.IsDead && r.Item.Receiver == receiver)
            .GroupBy(r => r.Item.Address, (_, rows) => rows.MinBy(r => r.Item.Position)!)
            .Where(r => r.DueAt <= now)
            .OrderBy(r => r.DueAt).ThenBy(r => r.Key)
            .Take(limit)
            .ToList();
        taken.ForEach(r => _rows[r.Key] = r with { DueAt = until });
        return [.. taken.Select(r => r.Item)];
    }

    /// <summary>See <see cref="IFeedStore.SettleAsync"/>.</summary>
    public bool Settle(IReadOnlyList<FeedSettlement> settlements)
    {
        foreach (var settlement in settlements)
        {
            foreach (var row in _rows.Values.Where(r => IsSame(r.Item, settlement.Item)).ToList())
            {
                Settle(row, settlement);
            }
        }

        return true;
    }

    /// <summary>See <see cref="IFeedStore.CountAsync"/>.</summary>
    public IReadOnlyList<FeedCount> Count() => [.. _rows.Values
        .GroupBy(r => r.Item.Receiver, StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => new FeedCount(g.Key, g.Count(r => !r.IsDead), g.Count(r => r.IsDead), g.Where(r => !r.IsDead).Min(r => (DateTimeOffset?)r.Item.At)))];

    /// <summary>See <see cref="IFeedStore.ListDeadAsync"/>.</summary>
    public FeedPage ListDead(string? receiver, int size, long after)
    {
        FeedRules.CheckSize(size);
        return FeedRules.Page([.. Dead(receiver, id: null).Where(r => r.Key > after).Take(size + 1).Select(r => (r.Key, r.Item))], size);
    }

    /// <summary>See <see cref="IFeedStore.ReviveAsync"/>.</summary>
    public long Revive(string? receiver, string? id, DateTimeOffset now)
    {
        var dead = Dead(receiver, id).ToList();
        dead.ForEach(r => _rows[r.Key] = r with { IsDead = false, DueAt = now, Item = r.Item with { Attempts = 0 } });
        return dead.Count;
    }

    /// <summary>See <see cref="IFeedStore.ForgetDeadAsync"/>.</summary>
    public long ForgetDead(DateTimeOffset before)
    {
        var old = Dead(receiver: null, id: null).Where(r => r.Item.At < before).ToList();
        old.ForEach(r => _rows.Remove(r.Key));
        return old.Count;
    }

    /// <summary>Removes what tells of one grain.</summary>
    public void Forget(FlowAddress address) => _rows.Values.Where(r => r.Item.Address == address).ToList().ForEach(r => _rows.Remove(r.Key));

    private void Settle(Row row, FeedSettlement settlement)
    {
        if (settlement.Error is null)
        {
            _rows.Remove(row.Key);
            return;
        }

        _rows[row.Key] = row with
        {
            Item = row.Item with { Attempts = row.Item.Attempts + 1, Error = settlement.Error },
            DueAt = settlement.RetryAt ?? row.DueAt,
            IsDead = settlement.RetryAt is null,
        };
    }

    private IEnumerable<Row> Dead(string? receiver, string? id) =>
        _rows.Values.Where(r => r.IsDead && (receiver is null || r.Item.Receiver == receiver) && (id is null || r.Item.Id == id));

    private static bool IsSame(FeedItem one, FeedItem other) => one.Position == other.Position && one.Receiver == other.Receiver && one.Address == other.Address;

    private sealed record Row(long Key, FeedItem Item, DateTimeOffset DueAt, bool IsDead);
}
