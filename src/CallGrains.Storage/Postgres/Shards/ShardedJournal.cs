using Microsoft.Extensions.Logging;

namespace CallGrains.Storage;

/// <summary>
/// A journal that is spread over several PostgreSQL databases, each grain with all its entries in one of them, by its
/// address: so that no single server takes all appends. What one database promises, this one does; a database that is
/// away stops its own grains, and lists.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Number and order of the databases can never be changed: each has its place written in
/// it, and is refused in another. Lists are in the order of the first appends within a database, and of
/// <see cref="GrainSummary.CreatedAt"/> between two.
/// </remarks>
public sealed class ShardedJournal : IJournal, ICapabilityKeyStore
{
    private readonly IReadOnlyList<PostgresJournal> _shards;

    private ShardedJournal(IReadOnlyList<PostgresJournal> shards) => _shards = shards;

    /// <summary>
    /// Connects to all of them, as <see cref="PostgresJournal.Open"/> does to one, and makes sure that each is in its
    /// place.
    /// </summary>
    /// <param name="databases">The databases, always the same in the same order; 1 or more. The first one also keeps
    /// the secret of capability URLs.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="logger">Hears of failures, recoveries and purges; null: nobody does.</param>
    /// <exception cref="ArgumentException">There is none, or an option is out of range; the message names all that
    /// are.</exception>
    /// <exception cref="JournalFormatException">A database is not in its place, or its schema is of another program or
    /// of a newer version.</exception>
    /// <exception cref="JournalUnavailableException">A server does not answer, refuses, or does not flush its
    /// commits.</exception>
    public static ShardedJournal Open(IReadOnlyList<PostgresJournalOptions> databases, TimeProvider? time = null, ILogger<PostgresJournal>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(databases);
        ArgumentOutOfRangeException.ThrowIfZero(databases.Count, nameof(databases));
        var shards = new List<PostgresJournal>();
        try
        {
            Guid? journal = null;
            foreach (var (number, options) in databases.Index())
            {
                shards.Add(PostgresJournal.OpenShard(options, number, databases.Count, ref journal, time, logger));
            }

            return new ShardedJournal(shards);
        }
        catch
        {
            shards.ForEach(shard => shard.DisposeAsync().AsTask().GetAwaiter().GetResult());
            throw;
        }
    }

    /// <inheritdoc/>
    public Task AppendAsync(JournalAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        return Of(append.Address).AppendAsync(append);
    }

    /// <inheritdoc/>
    public Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken = default) => Of(address).ReadAsync(address, cancellationToken);

    /// <inheritdoc/>
    public Task<JournalPart?> ReadPartAsync(FlowAddress address, long after, CancellationToken cancellationToken = default) => Of(address).ReadPartAsync(address, after, cancellationToken);

    /// <inheritdoc/>
    public Task<GrainSummary?> ReadSummaryAsync(FlowAddress address, CancellationToken cancellationToken = default) => Of(address).ReadSummaryAsync(address, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredEntry?> ReadFirstAsync(FlowAddress address, CancellationToken cancellationToken = default) => Of(address).ReadFirstAsync(address, cancellationToken);

    /// <inheritdoc/>
    public async Task<GrainPage> ListAsync(GrainQuery query, CancellationToken cancellationToken = default)
    {
        JournalRules.Check(query);
        var places = ShardPages.ReadCursor(query.After, _shards.Count);
        var pages = await Task.WhenAll(_shards.Select((shard, i) => places[i] == ShardPages.End ? Task.FromResult(KeyedPage.Empty) : shard.ListKeyedAsync(query, places[i], cancellationToken)));
        return ShardPages.Merge(pages, places, query.Size);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FlowAddress>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var due = await Task.WhenAll(_shards.Select(shard => shard.ListDueTimesAsync(now, limit, cancellationToken)));
        return [.. due.SelectMany(d => d).OrderBy(d => d.WakeAt).ThenBy(d => d.Address.ToString(), StringComparer.Ordinal).Take(limit).Select(d => d.Address)];
    }

    /// <summary>Removes grains as asked, from one database after the other.</summary>
    /// <inheritdoc/>
    public async Task<PurgeReport> PurgeAsync(PurgeRequest request, CancellationToken cancellationToken = default)
    {
        var sum = default(PurgeReport);
        foreach (var shard in _shards)
        {
            sum = sum.Add(await shard.PurgeAsync(request, cancellationToken));
        }

        return sum;
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(FlowAddress address, long sequence, CancellationToken cancellationToken = default) => Of(address).RemoveAsync(address, sequence, cancellationToken);

    /// <summary>Proves that all databases take appends and reads now.</summary>
    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken = default)
    {
        var found = await Task.WhenAll(_shards.Select(shard => shard.CheckAsync(cancellationToken)));
        return found.Any(f => f is not null) ? string.Join(' ', found.Where(f => f is not null)) : null;
    }

    /// <summary>In the first database.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadOrAdd(Func<IReadOnlyList<byte[]>, byte[]?> add) => _shards[0].ReadOrAdd(add);

    /// <summary>Writes what is queued, then closes; a later call fails as unavailable.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_shards.Select(shard => shard.DisposeAsync().AsTask()));

    // What is no address is refused by any database.
    private PostgresJournal Of(FlowAddress address) => _shards[address.IsValid ? ShardHash.Of(address, _shards.Count) : 0];
}
