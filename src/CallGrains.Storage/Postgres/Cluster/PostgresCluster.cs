using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>
/// What the processes of a cluster share beside the journal, in the schema <c>callgrains_cluster</c> of its database:
/// Orleans' membership tables, which Orleans does not create itself, and the secret of capability URLs.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Several processes may start at once: the first makes what is missing.
/// </remarks>
public sealed class PostgresCluster : ICapabilityKeyStore
{
    internal const string Schema = "callgrains_cluster";
    private const long TurnLock = 0x43477475;

    // Orleans' script names no schema, so that the search path decides where its tables are.
    private static readonly IReadOnlyList<string> Steps =
    [
        $"SET LOCAL search_path TO {Schema};\n" + PostgresSchema.Read("Cluster.1-membership.sql") + "SET LOCAL search_path TO DEFAULT",
        PostgresSchema.Read("Cluster.2-keys.sql"),
    ];

    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgresCluster(PostgresJournalOptions options)
    {
        _settings = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Enlist = false, ApplicationName = "CallGrains cluster" };
        if (_settings.Host!.Contains(',', StringComparison.Ordinal))
        {
            _settings.TargetSessionAttributes = "primary";
            _settings.HostRecheckSeconds = 1;
        }
    }

    /// <summary>
    /// The connection string for Orleans' membership provider (invariant <c>Npgsql</c>): the database, with the search
    /// path set to where the tables are.
    /// </summary>
    public string MembershipConnectionString => new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { SearchPath = Schema }.ConnectionString;

    /// <summary>
    /// Connects: creates the schema when missing, brings an older one up to date, one process at a time. Waits for a
    /// server that is not there yet.
    /// </summary>
    /// <param name="options">The database, and how long to wait for it
    /// (<see cref="PostgresJournalOptions.OutageLimit"/>).</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="logger">Hears when the server is waited for; null: nobody does.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names all that are.</exception>
    /// <exception cref="JournalFormatException">The schema is of another program, or of a newer version.</exception>
    /// <exception cref="JournalUnavailableException">The server does not answer, or refuses.</exception>
    public static PostgresCluster Open(PostgresJournalOptions options, TimeProvider? time = null, ILogger<PostgresCluster>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = options.Faults().ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(options));
        }

        var cluster = new PostgresCluster(options);
        var outage = new PostgresOutage(options.OutageLimit, time ?? TimeProvider.System, logger ?? NullLogger<PostgresCluster>.Instance);
        outage.RideAsync(() => Task.FromResult(cluster.Apply())).GetAwaiter().GetResult();
        return cluster;
    }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadOrAdd(Func<IReadOnlyList<byte[]>, byte[]?> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        try
        {
            using var connection = Connect();
            using var transaction = connection.BeginTransaction();
            connection.Execute($"LOCK TABLE {Schema}.capability_keys IN EXCLUSIVE MODE");
            var kept = ReadKeys(connection);
            if (add(kept) is { } secret)
            {
                AddKey(connection, secret);
                kept.Insert(0, secret);
            }

            transaction.Commit();
            return kept;
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.Create(e);
        }
    }

    /// <summary>
    /// Does something while no other process of the cluster does anything this way; a process that dies ends its turn.
    /// </summary>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Ends the wait for the turn, and is handed on.</param>
    /// <exception cref="JournalUnavailableException">The database is not available; nothing was done.</exception>
    public async Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var connection = new NpgsqlConnection(_settings.ConnectionString);
        await using var turn = await TakeTurnAsync(connection, cancellationToken);
        return await work(cancellationToken);
    }

    // The lock ends with its transaction. One of the session would outlive the connection's return to the pool.
    private static async Task<NpgsqlTransaction> TakeTurnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync($"SELECT pg_advisory_xact_lock({TurnLock})", cancellationToken);
            return transaction;
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.Create(e);
        }
    }

    private bool Apply()
    {
        using var connection = Connect();
        PostgresSchema.Apply(connection, Steps, Schema);
        return true;
    }

    private static List<byte[]> ReadKeys(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand($"SELECT secret FROM {Schema}.capability_keys ORDER BY made_at DESC", connection);
        using var reader = command.ExecuteReader();
        var keys = new List<byte[]>();
        while (reader.Read())
        {
            keys.Add(reader.GetFieldValue<byte[]>(0));
        }

        return keys;
    }

    // The clock of the transaction would be behind a key that another added while this one waited for the lock.
    private static void AddKey(NpgsqlConnection connection, byte[] secret)
    {
        using var insert = new NpgsqlCommand($"INSERT INTO {Schema}.capability_keys (secret, made_at) VALUES ($1, clock_timestamp())", connection)
        {
            Parameters = { new() { Value = secret } },
        };
        insert.ExecuteNonQuery();
    }

    private NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(_settings.ConnectionString);
        connection.Open();
        return connection;
    }
}
