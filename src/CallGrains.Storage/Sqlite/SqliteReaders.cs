using System.Collections.Concurrent;

namespace CallGrains.Storage;

/// <summary>The connections for reading: as many as reads run at once, and a few kept for the next.</summary>
internal sealed class SqliteReaders(SqliteJournalOptions options) : IDisposable
{
    private const int MaxIdle = 8;

    private readonly ConcurrentBag<SqliteReader> _idle = [];
    private volatile bool _isClosed;
    private volatile string? _damage;

    /// <summary>What a read has found damaged since the start; null for nothing.</summary>
    public string? Damage => _damage;

    /// <summary>Reads on the thread pool, because disks block.</summary>
    public Task<T> RunAsync<T>(Func<SqliteReader, T> read, CancellationToken cancellationToken) =>
        Task.Run(() => Run(read, cancellationToken), cancellationToken);

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    private T Run<T>(Func<SqliteReader, T> read, CancellationToken cancellationToken)
    {
        var reader = Take();
        try
        {
            T result;
            using (cancellationToken.Register(reader.Database.Interrupt))
            {
                result = read(reader);
            }

            Return(reader);
            return result;
        }
        catch (Exception e)
        {
            _damage ??= (e as JournalFormatException)?.Message;
            reader.Dispose();
            throw;
        }
    }

    private SqliteReader Take()
    {
        if (_isClosed)
        {
            throw new JournalUnavailableException("The journal is closed: it cannot be read any more.");
        }

        return _idle.TryTake(out var reader) ? reader : Open();
    }

    private void Return(SqliteReader reader)
    {
        if (_idle.Count >= MaxIdle)
        {
            reader.Dispose();
            return;
        }

        _idle.Add(reader);
        if (_isClosed)
        {
            Dispose();
        }
    }

    private SqliteReader Open()
    {
        var database = SqliteDatabase.Open(options.Path, options.BusyLimit, create: false);
        try
        {
            database.Execute("PRAGMA query_only = ON");
            return new SqliteReader(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
