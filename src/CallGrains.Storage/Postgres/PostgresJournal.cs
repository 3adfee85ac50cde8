using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Storage;

/// <summary>
/// The journal in a PostgreSQL database (14 or later), for several processes at once. An append is acknowledged when
/// its transaction has been committed there and flushed; all that gathers during a commit shares the next one.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Processes compete legally: each append is made at its expected number or conflicts.
/// While the server is away, appends and reads wait up to <see cref="PostgresJournalOptions.OutageLimit"/>. Disposal
/// writes what is queued, then closes.
/// </remarks>
public sealed class PostgresJournal : IJournal, ICapabilityKeyStore
{
    // A batch takes the server's processor, then waits for its disk: two are under way at once, each on its connection.
    private const int Writers = 2;

    // Transactions are not free: a small one waits for the one under way, and shares the next.
    private const int Worthwhile = 80;

    private readonly PostgresStore _store;
    private readonly GroupCommit _commits;
    private readonly PostgresReader _reader;
    private readonly PostgresPurge _purge;

    private PostgresJournal(PostgresStore store, IReadOnlyList<PostgresBatchWriter> writers)
    {
        _store = store;
        _commits = new GroupCommit(new BatchLimits(store.Options.MaxWaitingAppends, store.Options.MaxBatchAppends, Worthwhile), store.Logger, writers);
        _reader = new PostgresReader(store);
        _purge = new PostgresPurge(store);
    }

    /// <summary>
    /// Connects: creates the schema <c>callgrains</c> when missing, brings an older one up to date. Waits for a server
    /// that is not there yet.
    /// </summary>
    /// <param name="options">The database and the limits.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="logger">Hears of failures, recoveries and purges; null: nobody does.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names all that are.</exception>
    /// <exception cref="JournalFormatException">The schema is of another program, or of a newer version.</exception>
    /// <exception cref="JournalUnavailableException">The server does not answer, refuses, or does not flush its
    /// commits.</exception>
    public static PostgresJournal Open(PostgresJournalOptions options, TimeProvider? time = null, ILogger<PostgresJournal>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = options.Faults().ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(options));
        }

        var store = new PostgresStore(options, time ?? TimeProvider.System, logger ?? NullLogger<PostgresJournal>.Instance);
        try
        {
            store.ApplySchema();
            var writers = Enumerable.Range(0, Writers).Select(_ => new PostgresBatchWriter(store)).ToList();
            writers.ForEach(writer => writer.Open());
            return new PostgresJournal(store, writers);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task AppendAsync(JournalAppend append) => _commits.AppendAsync(append);

    /// <inheritdoc/>
    public Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default) =>
        _reader.ReadHistoryAsync(address, cancellationToken);

    /// <inheritdoc/>
    public Task<JournalPart?> ReadPartAsync(FlowAddress address, long after, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        return _reader.ReadPartAsync(address, after, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<GrainSummary?> ReadSummaryAsync(FlowAddress address, CancellationToken cancellationToken = default) =>
        _reader.ReadSummaryAsync(address, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredEntry?> ReadFirstAsync(FlowAddress address, CancellationToken cancellationToken = default) =>
        _reader.ReadFirstAsync(address, cancellationToken);

    /// <inheritdoc/>
    public async Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default)
    {
        JournalRules.Check(query);
        return await _reader.ReadPageAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return _reader.ReadDueAsync(now, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken = default)
    {
        await ListAsync(new GrainQuery { Size = 1 }, cancellationToken);
        await _reader.ProveAsync(cancellationToken);
        return null;
    }

    /// <summary>
    /// In the schema <c>callgrains_cluster</c> (<see cref="PostgresCluster"/>), which is created when missing.
    /// </summary>
    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadOrAdd(Func<IReadOnlyList<byte[]>, byte[]?> add) =>
        PostgresCluster.Open(_store.Options, _store.Time, NullLogger<PostgresCluster>.Instance).ReadOrAdd(add);

    /// <summary>
    /// Removes grains as asked. Weeks whose calls have all ended are dropped as a whole, which costs next to nothing;
    /// what lives on in them is moved to this week. Other grains are deleted one by one. Appends and reads go on
    /// meanwhile; a second purge waits for the first.
    /// </summary>
    /// <inheritdoc/>
    public async Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (await _purge.RunAsync(request, cancellationToken)).Report;
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(FlowAddress address, long sequence, CancellationToken cancellationToken = default) =>
        _purge.RemoveAsync(address, sequence, cancellationToken);

    /// <summary>What a purge did to partitions, for tests.</summary>
    internal async Task<PostgresPurgeResult> PurgeWeeksAsync(DateTimeOffset olderThan, CancellationToken cancellationToken = default) =>
        (await _purge.RunAsync(PurgeRequest.Before(olderThan), cancellationToken)).Result;

    /// <summary>Writes what is queued, then closes; a later call fails as unavailable.</summary>
    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        _reader.Close();
        _store.Dispose();
    }
}
