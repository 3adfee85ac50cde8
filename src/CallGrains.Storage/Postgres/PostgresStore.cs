using Microsoft.Extensions.Logging;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>What the writer, the reads and the purge have in common.</summary>
internal sealed class PostgresStore(PostgresJournalOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private int _losses;

    public PostgresJournalOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    public NpgsqlDataSource Source { get; } = PostgresSource.Create(options);

    /// <summary>
    /// Counts the losses. A connection from before the last one is not worth a try: what happened to one has mostly
    /// happened to all.
    /// </summary>
    public int Losses => Volatile.Read(ref _losses);

    public PostgresOutage Outage { get; } = new(options.OutageLimit, time, logger);

    /// <summary>
    /// Creates the schema or brings it up to date, and looks at it; waits for a server that is not there yet.
    /// </summary>
    /// <param name="check">Throws where this is not the database that was meant.</param>
    public void ApplySchema(Action<NpgsqlConnection> check) => Ride(() =>
    {
        using var connection = Source.OpenConnection();
        PostgresSchema.Apply(connection, PostgresSchema.Steps);
        check(connection);
    });

    /// <summary>Runs <paramref name="attempt"/> on this thread, and blocks it while the server is away.</summary>
    public void Ride(Action attempt) => Outage.RideAsync(() =>
    {
        attempt();
        return Task.FromResult(true);
    }).GetAwaiter().GetResult();

    /// <summary>
    /// A connection has failed: none goes on from the pool, so that the next attempt finds the server, and the rights,
    /// as they are then.
    /// </summary>
    public void NoteLoss()
    {
        Interlocked.Increment(ref _losses);
        Source.Clear();
    }

    public void Dispose()
    {
        // With several hosts the source does not own its connections, and disposal alone would leave them open.
        Source.Clear();
        Source.Dispose();
    }
}
