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
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _purging;

    private PostgresJournal(PostgresStore store, IReadOnlyList<PostgresBatchWriter> writers)
    {
        _store = store;
        _commits = new GroupCommit(new BatchLimits(store.Options.MaxWaitingAppends, store.Options.MaxBatchAppends, Worthwhile), store.Logger, writers);
        _reader = new PostgresReader(store);
        _purge = new PostgresPurge(store);
        _purging = store.Options.Retention is { } retention ? _purge.RunForeverAsync(retention, _closing.Token) : Task.CompletedTask;
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

    /// <summary>
    /// In the schema <c>callgrains_cluster</c> (<see cref="PostgresCluster"/>), which is created when missing.
    /// </summary>
    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadOrAdd(Func<IReadOnlyList<byte[]>, byte[]?> add) =>
        PostgresCluster.Open(_store.Options, _store.Time, NullLogger<PostgresCluster>.Instance).ReadOrAdd(add);

    /// <summary>
    /// Removes each grain that ended before <paramref name="olderThan"/>, with its entries; never one that still lives.
    /// A message thread at rest counts as ended when it was last appended to; one whose other side has stopped texts
    /// stays. Weeks whose grains have all ended are dropped as a whole, which costs next to nothing; of younger weeks
    /// the entries are deleted one by one. Appends and reads go on meanwhile; a second purge waits for the first.
    /// </summary>
    /// <param name="olderThan">What ended at this instant or later stays.</param>
    /// <param name="cancellationToken">Ends it between two steps; what was done stays done.</param>
    /// <exception cref="JournalUnavailableException">The database is not available; what was done stays
    /// done.</exception>
    public Task<PostgresPurgeResult> PurgeAsync(DateTimeOffset olderThan, CancellationToken cancellationToken = default) =>
        _purge.RunAsync(olderThan, wholePartitionsOnly: false, cancellationToken);

    /// <summary>Writes what is queued, then closes; a later call fails as unavailable.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _purging;
        await _commits.DisposeAsync();
        _reader.Close();
        _store.Dispose();
    }
}
