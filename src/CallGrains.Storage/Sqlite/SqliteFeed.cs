namespace CallGrains.Storage;

/// <summary>
/// Events on their way out, on a connection of its own for each call. What is settled is not flushed by itself, so that
/// deliveries cost the disk nothing: a crash of the machine gives an event back, to be delivered once more.
/// </summary>
internal sealed class SqliteFeed(SqliteJournalOptions options)
{
    private const string Due = $"""
        SELECT {FeedRules.Columns} FROM feed f INDEXED BY feed_due WHERE receiver = ?1 AND due_at <= ?2 AND NOT EXISTS (
            SELECT 1 FROM feed e WHERE e.address = f.address AND e.receiver = f.receiver AND e.position < f.position AND e.due_at IS NOT NULL)
        ORDER BY due_at, id LIMIT ?3
        """;

    /// <summary>See <see cref="IFeedStore.TakeAsync"/>.</summary>
    public IReadOnlyList<FeedItem> Take(string receiver, int limit, DateTimeOffset now, DateTimeOffset until)
    {
        using var database = Open();
        return HasDue(database, receiver, now) ? InTransaction(database, () => Take(database, receiver, limit, now, until)) : [];
    }

    /// <summary>See <see cref="IFeedStore.SettleAsync"/>.</summary>
    public void Settle(IReadOnlyList<FeedSettlement> settlements)
    {
        const string Where = "WHERE address = ?1 AND receiver = ?2 AND position = ?3";
        using var database = Open();
        using var remove = database.PrepareOnce($"DELETE FROM feed {Where}");
        using var postpone = database.PrepareOnce($"UPDATE feed SET due_at = ?4, error = ?5, attempts = attempts + 1 {Where}");
        InTransaction(database, () =>
        {
            foreach (var settlement in settlements)
            {
                var statement = settlement.Error is null ? remove : postpone;
                statement.Bind(1, settlement.Item.Address.ToString());
                statement.Bind(2, settlement.Item.Receiver);
                statement.Bind(3, settlement.Item.Position);
                if (settlement.Error is not null)
                {
                    statement.Bind(4, SqliteSummaryColumns.ToStored(settlement.RetryAt));
                    statement.Bind(5, settlement.Error);
                }

                statement.Run();
            }

            return true;
        });
    }

    /// <summary>See <see cref="IFeedStore.CountAsync"/>.</summary>
    public IReadOnlyList<FeedCount> Count()
    {
        using var database = Open();
        using var select = database.PrepareOnce("SELECT receiver, count(due_at), count(*) - count(due_at), min(CASE WHEN due_at IS NOT NULL THEN at END) FROM feed GROUP BY receiver ORDER BY receiver");
        var counts = new List<FeedCount>();
        while (select.Step())
        {
            counts.Add(new FeedCount(select.Text(0)!, select.Number(1), select.Number(2), select.IsNull(3) ? null : SqliteSummaryColumns.ToTime(select.Number(3))));
        }

        return counts;
    }

    /// <summary>See <see cref="IFeedStore.ListDeadAsync"/>.</summary>
    public FeedPage ListDead(string? receiver, int size, long after)
    {
        FeedRules.CheckSize(size);
        using var database = Open();
        using var select = database.PrepareOnce($"SELECT {FeedRules.Columns} FROM feed WHERE due_at IS NULL AND id > ?1 AND receiver = coalesce(?2, receiver) ORDER BY id LIMIT ?3");
        select.Bind(1, after);
        select.Bind(2, receiver);
        select.Bind(3, size + 1);
        return FeedRules.Page(Read(select), size);
    }

    /// <summary>See <see cref="IFeedStore.ReviveAsync"/>.</summary>
    public long Revive(string? receiver, string? id, DateTimeOffset now)
    {
        using var database = Open();
        using var update = database.PrepareOnce("UPDATE feed SET due_at = ?1, attempts = 0 WHERE due_at IS NULL AND receiver = coalesce(?2, receiver) AND event = coalesce(?3, event)");
        update.Bind(1, SqliteSummaryColumns.ToStored(now));
        update.Bind(2, receiver);
        update.Bind(3, id);
        update.Run();
        return database.Changes;
    }

    /// <summary>See <see cref="IFeedStore.ForgetDeadAsync"/>.</summary>
    public long ForgetDead(DateTimeOffset before)
    {
        using var database = Open();
        using var delete = database.PrepareOnce("DELETE FROM feed WHERE due_at IS NULL AND at < ?1");
        delete.Bind(1, SqliteSummaryColumns.ToStored(before));
        delete.Run();
        return database.Changes;
    }

    private SqliteDatabase Open()
    {
        var database = SqliteDatabase.Open(options.Path, options.BusyLimit, create: false);
        try
        {
            database.Execute("PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON");
            database.LimitPages(options.MaxPages);

            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    // Without the lock of writers, which a look each second for each receiver should not take.
    private static bool HasDue(SqliteDatabase database, string receiver, DateTimeOffset now)
    {
        using var select = database.PrepareOnce("SELECT 1 FROM feed WHERE receiver = ?1 AND due_at <= ?2 LIMIT 1");
        select.Bind(1, receiver);
        select.Bind(2, SqliteSummaryColumns.ToStored(now));
        return select.Step();
    }

    private static List<FeedItem> Take(SqliteDatabase database, string receiver, int limit, DateTimeOffset now, DateTimeOffset until)
    {
        List<(long Key, FeedItem Item)> taken;
        using (var select = database.PrepareOnce(Due))
        {
            select.Bind(1, receiver);
            select.Bind(2, SqliteSummaryColumns.ToStored(now));
            select.Bind(3, limit);
            taken = Read(select);
        }

        using var update = database.PrepareOnce("UPDATE feed SET due_at = ?2 WHERE id = ?1");
        foreach (var (key, _) in taken)
        {
            update.Bind(1, key);
            update.Bind(2, SqliteSummaryColumns.ToStored(until));
            update.Run();
        }

        return [.. taken.Select(t => t.Item)];
    }

    private static List<(long Key, FeedItem Item)> Read(SqliteStatement select)
    {
        var items = new List<(long, FeedItem)>();
        while (select.Step())
        {
            items.Add((select.Number(0), new FeedItem
            {
                Receiver = select.Text(1)!,
                Id = select.Text(2)!,
                Address = FlowAddress.Parse(select.Text(3)!),
                Position = select.Number(4),
                Type = select.Text(5)!,
                At = SqliteSummaryColumns.ToTime(select.Number(6)),
                Body = select.Bytes(7),
                Attempts = (int)select.Number(8),
                Error = select.Text(9),
            }));
        }

        return items;
    }

    private static T InTransaction<T>(SqliteDatabase database, Func<T> work)
    {
        database.Execute("BEGIN IMMEDIATE");
        var result = work();
        database.Execute("COMMIT");
        return result;
    }
}
