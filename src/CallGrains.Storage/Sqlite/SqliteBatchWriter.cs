namespace CallGrains.Storage;

/// <summary>Writes batches through a session that it opens again after each failure.</summary>
internal sealed class SqliteBatchWriter(SqliteJournalOptions options, SqliteWriteSession first, TimeProvider time) : IBatchWriter
{
    private SqliteWriteSession? _session = first;

    /// <inheritdoc/>
    public void Write(IReadOnlyList<PendingAppend> batch)
    {
        _session ??= SqliteWriteSession.Open(options, time);
        try
        {
            _session.Write(batch);
        }
        catch
        {
            // Closing rolls back, whatever state the failure has left.
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }
}
