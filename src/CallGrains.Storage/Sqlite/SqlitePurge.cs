namespace CallGrains.Storage;

/// <summary>
/// Removes grains that ended long ago, on a connection of its own: a few in each transaction, with a pause after it in
/// which the writer finds the file free.
/// </summary>
/// <remarks>For one thread at a time.</remarks>
internal sealed class SqlitePurge : IDisposable
{
    // The writer waits while these are removed: about a hundred entries each, some milliseconds in all.
    private const int GrainsAtOnce = 50;
    private const string NotStopped = "NOT (kind = 2 AND cause IS 'STOPPED')";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10), CleanLimit = TimeSpan.FromMilliseconds(100);

    private readonly SqliteDatabase _database;
    private readonly string _path;
    private readonly SqliteStatement _removeGrain;
    private readonly SqliteStatement _removeEntries;

    private SqlitePurge(SqliteDatabase database, string path)
    {
        (_database, _path) = (database, path);
        _removeGrain = database.Prepare("DELETE FROM grains WHERE id = ?1 AND sequence = ?2 AND state = 2");
        _removeEntries = database.Prepare("DELETE FROM entries WHERE grain = ?1");
    }

    /// <summary>Opens the file, which must be there.</summary>
    public static SqlitePurge Open(SqliteJournalOptions options)
    {
        var database = SqliteDatabase.Open(options.Path, options.BusyLimit, create: false);
        try
        {
            // What callers said and typed must not stay in pages that are free; nor a commit be taken back.
            database.Execute("PRAGMA secure_delete = ON; PRAGMA synchronous = FULL");
            return new SqlitePurge(database, options.Path);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Counts what is due.</summary>
    public PurgeReport Count(PurgeRequest request) => Sorts(request).Aggregate(default(PurgeReport), (report, sort) =>
        report.Add(sort.Report(_database.Number($"SELECT count(*) FROM grains {sort.Where}"))));

    /// <summary>Removes what is due.</summary>
    public async Task<PurgeReport> RunAsync(PurgeRequest request, CancellationToken cancellationToken)
    {
        var report = default(PurgeReport);
        foreach (var sort in Sorts(request))
        {
            for (long after = 0; ;)
            {
                var (found, removed) = await Task.Run(() => RemoveSome(sort.Where, after), cancellationToken);
                report = report.Add(sort.Report(removed));
                if (found.Count < GrainsAtOnce)
                {
                    break;
                }

                after = found[^1].Key;
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }

        if (report.Total > 0)
        {
            await Task.Run(CleanLog, cancellationToken);
        }

        return report;
    }

    /// <summary>Removes one that has ended, if it stands at this entry.</summary>
    public bool Remove(FlowAddress address, long sequence)
    {
        using var find = _database.PrepareOnce("SELECT id FROM grains WHERE address = ?1");
        find.Bind(1, address.ToString());
        if (!find.Step())
        {
            return false;
        }

        var key = find.Number(0);
        find.Reset();
        var isRemoved = Remove([(key, sequence)]) > 0;
        if (isRemoved)
        {
            using var forget = _database.PrepareOnce("DELETE FROM feed WHERE address = ?1");
            forget.Bind(1, address.ToString());
            forget.Run();
        }

        CleanLog();
        return isRemoved;
    }

    public void Dispose() => _database.Dispose();

    // Found outside the transaction, which is short then; what has been appended to meanwhile stands elsewhere, and
    // stays.
    private (List<(long Key, long Sequence)> Found, int Removed) RemoveSome(string where, long after)
    {
        var found = new List<(long Key, long Sequence)>();
        using (var select = _database.PrepareOnce($"SELECT id, sequence FROM grains {where} AND id > {after} ORDER BY id LIMIT {GrainsAtOnce}"))
        {
            while (select.Step())
            {
                found.Add((select.Number(0), select.Number(1)));
            }
        }

        return (found, found.Count == 0 ? 0 : Remove(found));
    }

    private int Remove(List<(long Key, long Sequence)> grains)
    {
        _database.Execute("BEGIN IMMEDIATE");
        try
        {
            var removed = 0;
            foreach (var (key, sequence) in grains)
            {
                _removeGrain.Bind(1, key);
                _removeGrain.Bind(2, sequence);
                _removeGrain.Run();
                if (_database.Changes > 0)
                {
                    removed++;
                    _removeEntries.Bind(1, key);
                    _removeEntries.Run();
                }
            }

            LowerMark();
            _database.Execute("COMMIT");
            return removed;
        }
        catch when (_database.IsInTransaction)
        {
            _database.Execute("ROLLBACK");
            throw;
        }
    }

    /// <summary>
    /// Before the commit: the mark may stand behind the journal, but never before it, or the next start would miss
    /// entries that were removed on purpose.
    /// </summary>
    private void LowerMark()
    {
        using var mark = SqliteMark.Open(_path);
        var last = _database.Number("SELECT max(id) FROM entries");
        if (mark.Read() > last)
        {
            mark.Set(last);
        }
    }

    /// <summary>
    /// The write-ahead log still has the pages as they were; it is emptied, unless a read goes on for longer than a
    /// moment: writers wait meanwhile.
    /// </summary>
    private void CleanLog()
    {
        _database.WaitForLocks(CleanLimit);
        using var checkpoint = _database.PrepareOnce("PRAGMA wal_checkpoint(TRUNCATE)");
        checkpoint.Step();
    }

    private static IEnumerable<Sort> Sorts(PurgeRequest request)
    {
        var (unclaimed, kind) = ("INDEXED BY grains_flow WHERE flow = ''", "INDEXED BY grains_kind WHERE flow <> '' AND kind = ");
        return new[]
        {
            Of(request.Unclaimed, unclaimed, n => new PurgeReport(0, 0, 0, n)),
            Of(request.Calls, kind + (int)GrainKind.Call, n => new PurgeReport(n, 0, 0, 0)),
            Of(request.Conferences, kind + (int)GrainKind.Conference, n => new PurgeReport(0, n, 0, 0)),
            Of(request.Threads, kind + (int)GrainKind.Thread, n => new PurgeReport(0, 0, n, 0)),
        }.OfType<Sort>();
    }

    // Nothing that was made after the instant has ended before it: the keys beyond are not looked at.
    private static Sort? Of(DateTimeOffset? before, string where, Func<long, PurgeReport> report) => before is not { } instant ? null : new Sort(
        $"{where} AND state = 2 AND coalesce(ended_at, used_at) < {SqliteListing.Stored(instant)} AND {NotStopped}"
        + (instant < DateTimeOffset.MaxValue - JournalRules.ClockMargin ? $" AND id < {SqliteListing.FirstSince(instant + JournalRules.ClockMargin)}" : ""),
        report);

    /// <summary>One kind of what is due: where it is found, and how it is counted.</summary>
    private sealed record Sort(string Where, Func<long, PurgeReport> Report);
}
