using System.Runtime.InteropServices;

namespace CallGrains.Storage;

/// <summary>
/// The connection that writes, with its statements. After a failure it is thrown away, so that no doubt outlives it.
/// </summary>
internal sealed class SqliteWriteSession : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private readonly int _polls;
    private readonly SqliteMark _mark;
    private readonly TimeProvider _time;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _find;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _updateAll;
    private readonly SqliteStatement _addEntry;
    private readonly SqliteStatement _forget;
    private readonly SqliteStatement _addEvent;
    private readonly Dictionary<FlowAddress, Row> _rows = [];

    private DateTimeOffset _now;

    private SqliteWriteSession(SqliteDatabase database, SqliteMark mark, TimeSpan busyLimit, TimeProvider time)
    {
        (Database, _mark, _time) = (database, mark, time);
        _polls = Math.Max(1, (int)(busyLimit / Poll));
        _begin = database.Prepare("BEGIN IMMEDIATE");
        _commit = database.Prepare("COMMIT");
        _find = database.Prepare("SELECT id, sequence FROM grains WHERE address = ?1");
        _insert = database.Prepare(SqliteSummaryColumns.Insert);
        _update = database.Prepare(SqliteSummaryColumns.Update);
        _updateAll = database.Prepare(SqliteSummaryColumns.UpdateAll);
        _addEntry = database.Prepare("INSERT INTO entries (grain, sequence, body, raw) VALUES (?1, ?2, ?3, ?4)");
        _forget = database.Prepare("DELETE FROM entries WHERE grain = ?1 AND sequence < ?2");
        _addEvent = database.Prepare("INSERT OR IGNORE INTO feed (receiver, event, address, position, type, at, body, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6)");
    }

    public SqliteDatabase Database { get; }

    /// <summary>Opens the file, creates or migrates it where needed, and checks that it is a journal of ours.</summary>
    public static SqliteWriteSession Open(SqliteJournalOptions options, TimeProvider? time = null)
    {
        var database = SqliteDatabase.Open(options.Path, options.BusyLimit, create: true);
        try
        {
            SqliteSchema.Apply(database, options.Path, SqliteSchema.Steps);
            Configure(database, options);
            return new SqliteWriteSession(database, SqliteMark.Open(options.Path), options.BusyLimit, time ?? TimeProvider.System);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Writes one batch in one transaction.</summary>
    public void Write(IReadOnlyList<PendingAppend> batch)
    {
        Begin();
        _now = _time.GetUtcNow();
        for (var i = 0; i < batch.Count; i++)
        {
            Write(batch[i]);
        }

        foreach (var row in _rows.Values)
        {
            Update(row);
        }

        _commit.Run();
        _rows.Clear();
        _mark.Note(Database.LastKey);
    }

    public void Dispose()
    {
        Database.Dispose();
        _mark.Dispose();
    }

    // The write-ahead log is flushed at each commit (FULL). Its size is a trade: passivation it back into the file less
    // often costs less for pages that change again, and the pause of doing it grows (about 3 ms for 16 MiB).
    private static void Configure(SqliteDatabase database, SqliteJournalOptions options)
    {
        database.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768");
        database.WaitForLocks(Poll);
        database.LimitPages(options.MaxPages);
    }

    // SQLite's own waiting slows down to one try in 100 ms, and a busy competitor would then hardly ever be caught
    // between two of its transactions. Many short waits keep trying every millisecond or two.
    private void Begin()
    {
        for (var poll = 1; poll < _polls; poll++)
        {
            if (_begin.RunUnlessBusy())
            {
                return;
            }
        }

        _begin.Run();
    }

    // Nothing of an append is written before its number is known to fit: that is why a conflict leaves nothing behind.
    private void Write(PendingAppend pending)
    {
        var append = pending.Append;
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, append.Address, out var isKnown);
        row = isKnown ? row : Find(append.Address);
        if (!pending.MayFollow(row.Sequence))
        {
            return;
        }

        if (row.Sequence == 0)
        {
            row.Key = Insert(append.Summary);
            row.Summary = null;
        }
        else
        {
            row.Summary = append.Summary;
        }

        // Entries last: the mark is the key of the last one.
        row.Sequence = append.Summary.Sequence;
        AddEvents(append.Feed);
        AddEntries(row.Key, append);
        Forget(row.Key, append.ForgetBefore);
    }

    private void Forget(long key, long? before)
    {
        if (before is { } first)
        {
            _forget.Bind(1, key);
            _forget.Bind(2, first);
            _forget.Run();
        }
    }

    private Row Find(FlowAddress address)
    {
        _find.Bind(1, address.ToString());
        try
        {
            return _find.Step() ? new Row { Key = _find.Number(0), Sequence = _find.Number(1) } : default;
        }
        finally
        {
            _find.Reset();
        }
    }

    private long Insert(GrainSummary summary)
    {
        _insert.Bind(1, summary.Address.ToString());
        SqliteSummaryColumns.Bind(_insert, summary, _now);
        _insert.Bind(19, (long)summary.Address.Kind);
        _insert.Run();
        return Database.LastKey;
    }

    private void Update(Row row)
    {
        if (row.Summary is not { } summary)
        {
            return;
        }

        Update(_update, row.Key, summary);
        if (Database.Changes == 0)
        {
            Update(_updateAll, row.Key, summary);
        }
    }

    private void Update(SqliteStatement statement, long key, GrainSummary summary)
    {
        statement.Bind(1, key);
        SqliteSummaryColumns.Bind(statement, summary, _now);
        statement.Run();
    }

    private void AddEvents(IReadOnlyList<FeedItem> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            _addEvent.Bind(1, items[i].Receiver);
            _addEvent.Bind(2, items[i].Id);
            _addEvent.Bind(3, items[i].Address.ToString());
            _addEvent.Bind(4, items[i].Position);
            _addEvent.Bind(5, items[i].Type);
            _addEvent.Bind(6, SqliteSummaryColumns.ToStored(items[i].At));
            _addEvent.Bind(7, items[i].Body.Span);
            _addEvent.Run();
        }
    }

    private void AddEntries(long key, JournalAppend append)
    {
        _addEntry.Bind(1, key);
        for (var i = 0; i < append.Entries.Count; i++)
        {
            _addEntry.Bind(2, append.ExpectedSequence + i + 1);
            _addEntry.Bind(3, append.Entries[i].Body.Span);
            _addEntry.Bind(4, append.Entries[i].Raw.Span);
            _addEntry.Run();
        }
    }

    /// <summary>Where a grain stands within the batch. Its summary is written once, at the end.</summary>
    private record struct Row(long Key, long Sequence, GrainSummary? Summary);
}
