using CallGrains.Flows;

namespace CallGrains.Storage;

/// <summary>A connection that reads: one snapshot a call, never in the way of the writer.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _head;
    private readonly SqliteStatement _entries;
    private readonly SqliteStatement _due;

    public SqliteReader(SqliteDatabase database)
    {
        Database = database;
        _begin = database.Prepare("BEGIN");
        _commit = database.Prepare("COMMIT");
        _head = database.Prepare($"SELECT {SqliteHeadColumns.Select}, id FROM grains WHERE address = ?1");
        _entries = database.Prepare("SELECT sequence, body, raw FROM entries WHERE grain = ?1 ORDER BY sequence");
        _due = database.Prepare("SELECT address FROM grains WHERE wake_at <= ?1 ORDER BY wake_at, id LIMIT ?2");
    }

    public SqliteDatabase Database { get; }

    /// <summary>See <see cref="IJournal.ReadAsync"/>.</summary>
    public JournalHistory? ReadHistory(GrainAddress address)
    {
        _begin.Run();
        _head.Bind(1, address.ToString());
        JournalHistory? history = null;
        if (_head.Step())
        {
            var head = SqliteHeadColumns.Read(_head);
            history = new JournalHistory(head, ReadEntries(_head.Number(15), head));
        }

        _head.Reset();
        _commit.Run();
        return history;
    }

    /// <summary>See <see cref="IJournal.ReadHeadAsync"/>.</summary>
    public GrainHead? ReadHead(GrainAddress address)
    {
        _head.Bind(1, address.ToString());
        var head = _head.Step() ? SqliteHeadColumns.Read(_head) : null;
        _head.Reset();
        return head;
    }

    /// <summary>See <see cref="IJournal.ListDueAsync"/>.</summary>
    public IReadOnlyList<GrainAddress> ReadDue(DateTimeOffset now, int limit)
    {
        _due.Bind(1, SqliteHeadColumns.ToStored(now));
        _due.Bind(2, limit);
        var due = new List<GrainAddress>();
        while (_due.Step())
        {
            due.Add(SqliteHeadColumns.ReadAddress(_due));
        }

        _due.Reset();
        return due;
    }

    public void Dispose() => Database.Dispose();

    private List<StoredEntry> ReadEntries(long key, GrainHead head)
    {
        var entries = new List<StoredEntry>((int)Math.Min(head.Sequence, 1024));
        var first = 1L;
        _entries.Bind(1, key);
        while (_entries.Step())
        {
            first = entries.Count == 0 ? _entries.Number(0) : first;
            if (_entries.Number(0) != first + entries.Count)
            {
                break;
            }

            entries.Add(new StoredEntry(_entries.Bytes(1), _entries.Bytes(2)));
        }

        _entries.Reset();
        return first + entries.Count - 1 == head.Sequence
            ? entries
            : throw new JournalFormatException($"{head.Address} stands at entry {head.Sequence}, but entry {first + entries.Count} is missing: the file is damaged; restore a copy.");
    }
}
