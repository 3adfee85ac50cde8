namespace CallGrains.Storage;

/// <summary>
/// Writes batches: one call of the database a batch. When the connection is lost the same call is made again, as often
/// as the outage allows; a batch that had been committed before its answer was lost recognizes itself.
/// </summary>
internal sealed class PostgresBatchWriter(PostgresStore store) : IBatchWriter
{
    private readonly PostgresAppendCommand _command = new();
    private readonly BatchPlan _plan = new();
    private readonly List<(int Place, long Actual)> _refused = [];
    private PostgresWriteSession? _session;

    /// <inheritdoc/>
    public void Write(IReadOnlyList<PendingAppend> batch)
    {
        for (var next = 0; next < batch.Count;)
        {
            next = _plan.Load(batch, next);
            while (_plan.Runs.Count > 0)
            {
                Commit();
                _plan.Settle(_refused);
            }
        }
    }

    /// <summary>Connects for the first time, so that what is wrong shows at the start.</summary>
    public void Open() => store.Ride(Connect);

    private void Commit()
    {
        _command.Load(_plan.Runs, Random.Shared.NextInt64(), PostgresShelf.Of(store.Time.GetUtcNow()));
        store.Ride(Append);
    }

    private void Append()
    {
        _refused.Clear();
        try
        {
            Connect();
            _session!.OpenShelves(store.Time.GetUtcNow());
            _session.Append(_refused);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private void Connect() => _session ??= PostgresWriteSession.Open(store.Source, _command, store.Options.OutageLimit);

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }
}
