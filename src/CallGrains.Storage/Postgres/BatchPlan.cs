namespace CallGrains.Storage;

/// <summary>A batch, sorted by grain. For one thread; its parts are used again for the next batch.</summary>
internal sealed class BatchPlan
{
    // The server holds a statement's arrays in memory, more than once, and takes none of 1 GiB; with one append more
    // this is far from it.
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly Dictionary<string, GrainRun> _byAddress = [];
    private readonly List<GrainRun> _spare = [];
    private readonly List<GrainRun> _runs = [];
    private readonly List<GrainRun> _again = [];

    /// <summary>The grains of the next transaction; each has something to write.</summary>
    public IReadOnlyList<GrainRun> Runs => _runs;

    /// <summary>
    /// Takes appends from <paramref name="first"/> on, as many as go into one transaction; returns where the rest
    /// begins.
    /// </summary>
    public int Load(IReadOnlyList<PendingAppend> batch, int first)
    {
        _byAddress.Clear();
        _runs.Clear();
        long bytes = 0;
        var next = first;
        while (next < batch.Count && bytes < MaxBytes)
        {
            bytes += JournalRules.Length(batch[next].Append.Entries);
            Add(batch[next++]);
        }

        _runs.RemoveAll(run => !run.Plan());
        return next;
    }

    /// <summary>
    /// The transaction is done. Grains that stood elsewhere, but where other appends of the batch fit, come into the
    /// next.
    /// </summary>
    public void Settle(List<(int Place, long Actual)> refused)
    {
        foreach (var (place, actual) in refused)
        {
            var run = _runs[place - 1];
            if (run.Plan(actual))
            {
                _again.Add(run);
            }

            _runs[place - 1] = null!;
        }

        foreach (var run in _runs)
        {
            run?.Settle();
        }

        _runs.Clear();
        _runs.AddRange(_again);
        _again.Clear();
    }

    private void Add(PendingAppend pending)
    {
        var address = PostgresText.Clean(pending.Append.Address.ToString())!;
        if (!_byAddress.TryGetValue(address, out var run))
        {
            run = Next();
            run.Begin(address);
            _byAddress.Add(address, run);
            _runs.Add(run);
        }

        run.Add(pending);
    }

    private GrainRun Next()
    {
        if (_spare.Count == _runs.Count)
        {
            _spare.Add(new GrainRun());
        }

        return _spare[_runs.Count];
    }
}
