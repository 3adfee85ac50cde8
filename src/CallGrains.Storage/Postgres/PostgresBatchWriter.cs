using Npgsql;

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
    private DateTimeOffset _now;
    private int _losses;

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

        foreach (var pending in batch.Where(p => p.Append.ForgetBefore is not null && !p.HasConflict))
        {
            Forget(pending.Append);
        }
    }

    /// <summary>
    /// Connects for the first time, so that what is wrong shows at the start, and no append waits for a new partition.
    /// </summary>
    public void Open() => store.Ride(() =>
    {
        Connect();
        _session!.OpenPartitions(store.Time.GetUtcNow());
    });

    public void Dispose()
    {
        Disconnect();
        _command.Dispose();
    }

    private void Commit()
    {
        _now = store.Time.GetUtcNow();
        _command.Load(_plan.Runs, Random.Shared.NextInt64(), _now);
        store.Ride(Append);
    }

    private void Append()
    {
        _refused.Clear();
        try
        {
            Connect();
            _session!.OpenPartitions(_now);
            _command.Run(_refused);
        }
        catch
        {
            store.NoteLoss();
            Disconnect();
            throw;
        }
    }

    /// <summary>What stays for want of a connection is superfluous, not wrong: the next snapshot removes it.</summary>
    private void Forget(JournalAppend append)
    {
        try
        {
            _session?.Forget(append.Address, append.ForgetBefore!.Value);
        }
        catch (NpgsqlException)
        {
            store.NoteLoss();
            Disconnect();
        }
    }

    private void Connect()
    {
        if (_losses != store.Losses)
        {
            Disconnect();
        }

        _losses = store.Losses;
        _session ??= PostgresWriteSession.Open(store.Source, _command, store.Options.OutageLimit);
    }

    private void Disconnect()
    {
        _session?.Dispose();
        _session = null;
    }
}
