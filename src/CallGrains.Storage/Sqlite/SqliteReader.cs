namespace CallGrains.Storage;

/// <summary>A connection that reads: one snapshot a call, never in the way of the writer.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _summary;
    private readonly SqliteStatement _entries;
    private readonly SqliteStatement _due;
    private readonly SqliteStatement _first;

    public SqliteReader(SqliteDatabase database)
    {
        Database = database;
        _begin = database.Prepare("BEGIN");
        _commit = database.Prepare("COMMIT");
        _summary = database.Prepare($"SELECT {SqliteSummaryColumns.Select}, id FROM grains WHERE address = ?1");
        _entries = database.Prepare("SELECT sequence, body, raw FROM entries WHERE grain = ?1 ORDER BY sequence");
        _first = database.Prepare("SELECT e.body, e.raw FROM grains g JOIN entries e ON e.grain = g.id WHERE g.address = ?1 ORDER BY e.sequence LIMIT 1");
        _due = database.Prepare("SELECT address FROM grains WHERE wake_at <= ?1 ORDER BY wake_at, id LIMIT ?2");
    }

    public SqliteDatabase Database { get; }

    /// <summary>See <see cref="IJournal.ReadAsync"/>.</summary>
    public JournalHistory? ReadHistory(FlowAddress address)
    {
        _begin.Run();
        _summary.Bind(1, address.ToString());
        JournalHistory? history = null;
        if (_summary.Step())
        {
            var summary = SqliteSummaryColumns.Read(_summary);
            history = new JournalHistory(summary, ReadEntries(_summary.Number(SqliteSummaryColumns.Count), summary));
        }

        _summary.Reset();
        _commit.Run();
        return history;
    }

    /// <summary>See <see cref="IJournal.ReadSummaryAsync"/>.</summary>
    public GrainSummary? ReadSummary(FlowAddress address)
    {
        _summary.Bind(1, address.ToString());
        var summary = _summary.Step() ? SqliteSummaryColumns.Read(_summary) : null;
        _summary.Reset();
        return summary;
    }

    /// <summary>See <see cref="IJournal.ReadFirstAsync"/>.</summary>
    public StoredEntry? ReadFirst(FlowAddress address)
    {
        _first.Bind(1, address.ToString());
        StoredEntry? first = _first.Step() ? new StoredEntry(_first.Bytes(0), _first.Bytes(1)) : null;
        _first.Reset();
        return first;
    }

    /// <summary>See <see cref="IJournal.ListDueAsync"/>.</summary>
    public IReadOnlyList<FlowAddress> ReadDue(DateTimeOffset now, int limit)
    {
        _due.Bind(1, SqliteSummaryColumns.ToStored(now));
        _due.Bind(2, limit);
        var due = new List<FlowAddress>();
        while (_due.Step())
        {
            due.Add(SqliteSummaryColumns.ReadAddress(_due));
        }

        _due.Reset();
        return due;
    }

    public void Dispose() => Database.Dispose();

    private List<StoredEntry> ReadEntries(long key, GrainSummary summary)
    {
        var entries = new List<StoredEntry>((int)Math.Min(summary.Sequence, 1024));
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
        return first + entries.Count - 1 == summary.Sequence
            ? entries
            : throw new JournalFormatException($"{summary.Address} stands at entry {summary.Sequence}, but entry {first + entries.Count} is missing: the file is damaged; restore a copy.");
    }
}
