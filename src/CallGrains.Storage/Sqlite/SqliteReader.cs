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
        _entries = database.Prepare("SELECT sequence, body, raw FROM entries WHERE grain = ?1 AND sequence > ?2 ORDER BY sequence");
        _first = database.Prepare("SELECT e.body, e.raw FROM grains g JOIN entries e ON e.grain = g.id WHERE g.address = ?1 ORDER BY e.sequence LIMIT 1");
        _due = database.Prepare("SELECT address FROM grains WHERE wake_at <= ?1 ORDER BY wake_at, id LIMIT ?2");
    }

    public SqliteDatabase Database { get; }

    /// <summary>See <see cref="IJournal.ReadAsync"/>.</summary>
    public JournalHistory? ReadHistory(FlowAddress address) =>
        Read(address, 0, int.MaxValue, int.MaxValue) is { } all ? new JournalHistory(all.Summary, all.Entries) : null;

    /// <summary>See <see cref="IJournal.ReadPartAsync"/>.</summary>
    public JournalPart? ReadPart(FlowAddress address, long after) => Read(address, after, JournalPart.MostEntries, JournalPart.Size);

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

    private JournalPart? Read(FlowAddress address, long after, int mostEntries, int size)
    {
        _begin.Run();
        _summary.Bind(1, address.ToString());
        JournalPart? part = null;
        if (_summary.Step())
        {
            var summary = SqliteSummaryColumns.Read(_summary);
            part = ReadEntries(_summary.Number(SqliteSummaryColumns.Count), summary, after, mostEntries, size);
        }

        _summary.Reset();
        _commit.Run();
        return part;
    }

    private JournalPart ReadEntries(long key, GrainSummary summary, long after, int mostEntries, int size)
    {
        var entries = new List<StoredEntry>((int)Math.Clamp(summary.Sequence - after, 0, Math.Min(mostEntries, 1024)));
        var first = Math.Min(after, summary.Sequence) + 1;
        var isWhole = true;
        _entries.Bind(1, key);
        _entries.Bind(2, after);
        while (isWhole && _entries.Step())
        {
            first = entries.Count == 0 ? _entries.Number(0) : first;
            if (_entries.Number(0) != first + entries.Count)
            {
                break;
            }

            var entry = new StoredEntry(_entries.Bytes(1), _entries.Bytes(2));
            entries.Add(entry);
            size -= Math.Min(entry.Length, size);
            isWhole = size > 0 && entries.Count < mostEntries;
        }

        _entries.Reset();
        var part = new JournalPart(summary, first, entries);
        return part.IsLast || !isWhole
            ? part
            : throw new JournalFormatException($"{summary.Address} stands at entry {summary.Sequence}, but entry {part.Last + 1} is missing: the file is damaged; restore a copy.");
    }
}
