using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Storage;

/// <summary>
/// The journal in one SQLite file. An append is acknowledged when its transaction has been flushed to the disk
/// (write-ahead log, synchronous FULL); all that gathers during a flush shares the next one.
/// </summary>
/// <remarks>
/// Safe for use by many threads; reads neither wait for writes nor delay them. A second process on the same file is a
/// legal competitor. Disposal writes what is queued, then closes.
/// </remarks>
public sealed class SqliteJournal : IJournal, ICapabilityKeyStore
{
    private readonly GroupCommit _commits;
    private readonly SqliteReaders _readers;
    private readonly SqliteJournalOptions _options;
    private readonly string? _note;

    private SqliteJournal(GroupCommit commits, SqliteJournalOptions options, string? note) =>
        (_commits, _readers, _options, _note) = (commits, new SqliteReaders(options), options, note);

    /// <summary>
    /// Opens the file: creates it when missing, looks for damage and for lost commits, brings an older format up to
    /// date.
    /// </summary>
    /// <param name="options">The file and the limits.</param>
    /// <param name="logger">Hears of failures and recoveries; null: nobody does.</param>
    /// <param name="time">The clock, by which retention knows when a grain was last used; null: the system's.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names all that are.</exception>
    /// <exception cref="JournalFormatException">The file is damaged, of another program, or of a newer
    /// version.</exception>
    /// <exception cref="JournalUnavailableException">The file cannot be opened or written.</exception>
    public static SqliteJournal Open(SqliteJournalOptions options, ILogger<SqliteJournal>? logger = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = options.Faults().ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(options));
        }

        PrivateFiles.Prepare(options.Path);
        var log = logger ?? NullLogger<SqliteJournal>.Instance;
        var note = SqliteFileCheck.Run(options, log);
        SqliteBackup.KeepOlder(options, log);
        var clock = time ?? TimeProvider.System;
        var writer = new SqliteBatchWriter(options, SqliteWriteSession.Open(options, clock), clock);
        var limits = new BatchLimits(options.MaxWaitingAppends, options.MaxBatchAppends);
        return new SqliteJournal(new GroupCommit(limits, log, writer), options, note);
    }

    /// <inheritdoc/>
    public Task AppendAsync(JournalAppend append) => _commits.AppendAsync(append);

    /// <inheritdoc/>
    public Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.ReadHistory(address), cancellationToken);

    /// <inheritdoc/>
    public Task<JournalPart?> ReadPartAsync(FlowAddress address, long after, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        return _readers.RunAsync(reader => reader.ReadPart(address, after), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<GrainSummary?> ReadSummaryAsync(FlowAddress address, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.ReadSummary(address), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredEntry?> ReadFirstAsync(FlowAddress address, CancellationToken cancellationToken = default) =>
        _readers.RunAsync(reader => reader.ReadFirst(address), cancellationToken);

    /// <inheritdoc/>
    public Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default)
    {
        JournalRules.Check(query);
        var before = JournalRules.ReadCursor(query.After);
        return _readers.RunAsync(reader => SqliteListing.Read(reader.Database, query, before), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return _readers.RunAsync(reader => reader.ReadDue(now, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken = default)
    {
        if (_readers.Damage is { } damage)
        {
            throw new JournalFormatException(damage);
        }

        await ListAsync(new GrainQuery { Size = 1 }, cancellationToken);
        await Task.Run(() => SqliteProof.Run(_options), cancellationToken);
        return _note;
    }

    /// <summary>
    /// Removes grains as asked. The room in the file is used again by what is appended next; the file itself does not
    /// shrink. What was there is overwritten (<c>secure_delete</c>).
    /// </summary>
    /// <inheritdoc/>
    public async Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var purge = await Task.Run(() => SqlitePurge.Open(_options), cancellationToken);
        return request.DryRun ? await Task.Run(() => purge.Count(request), cancellationToken) : await purge.RunAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(FlowAddress address, long sequence, CancellationToken cancellationToken = default) => Task.Run(
        () =>
        {
            using var purge = SqlitePurge.Open(_options);
            return purge.Remove(address, sequence);
        },
        cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadOrAdd(Func<IReadOnlyList<byte[]>, byte[]?> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        return SqliteKeys.ReadOrAdd(_options, add);
    }

    /// <summary>Writes what is queued, then closes; a later call fails as unavailable.</summary>
    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        _readers.Dispose();
    }
}
