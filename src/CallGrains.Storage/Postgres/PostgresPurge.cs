using Microsoft.Extensions.Logging;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>Removes grains that ended long ago, whole partitions at a time where that is possible.</summary>
internal sealed partial class PostgresPurge(PostgresStore store)
{
    // An append to a grain among these waits until they are done, and its whole batch with it; so, not too many.
    private const int GrainsAtOnce = 200;

    private const long PurgeLock = 0x4347726F;

    /// <summary>Purges once, one process at a time.</summary>
    /// <param name="request">What may go.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public async Task<PostgresPurgeRun> RunAsync(PurgeRequest request, CancellationToken cancellationToken)
    {
        var run = new PostgresPurgeRun(request, store.Time.GetUtcNow(), GrainsAtOnce);
        await store.Outage.RideAsync(
            async () =>
            {
                await RunAsync(run, cancellationToken);
                return true;
            },
            cancellationToken);
        if (run.Result is { Removed: > 0 } or { Weeks: > 0 })
        {
            LogPurged(store.Logger, run.Result.Removed, run.Result.Weeks, run.Result.Moved);
        }

        return run;
    }

    /// <summary>Removes one grain that has ended, if it stands at this entry.</summary>
    public Task<bool> RemoveAsync(FlowAddress address, long sequence, CancellationToken cancellationToken) => store.Outage.RideAsync(
        async () =>
        {
            await using var connection = await store.Source.OpenConnectionAsync(cancellationToken);
            const string Sql = """
                WITH removed AS (SELECT 1 = ANY (callgrains.remove(ARRAY(SELECT id FROM callgrains.grains WHERE address = $1), NULL, $2)) AS done),
                forgotten AS (DELETE FROM callgrains.feed WHERE address = $1 AND (SELECT done FROM removed))
                SELECT done FROM removed
                """;
            await using var command = new NpgsqlCommand(Sql, connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = PostgresText.Clean(address.ToString())! });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sequence });
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        },
        cancellationToken);

    // The lock and the setting belong to the connection, and the pool keeps that: so they are given back by hand,
    // unless it is lost.
    private async Task RunAsync(PostgresPurgeRun run, CancellationToken cancellationToken)
    {
        await using var connection = await store.Source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync($"SELECT pg_advisory_lock({PurgeLock})", cancellationToken);
        try
        {
            await run.RunAsync(connection, cancellationToken);
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await connection.ExecuteAsync($"RESET lock_timeout; SELECT pg_advisory_unlock({PurgeLock})", CancellationToken.None);
            }
        }
    }

    [LoggerMessage(13, LogLevel.Information, "The journal was purged: {Removed} ended grains were removed, and {Weeks} weeks dropped as a whole; {Moved} grains that live on were moved to this week.")]
    private static partial void LogPurged(ILogger logger, long removed, int weeks, long moved);
}
