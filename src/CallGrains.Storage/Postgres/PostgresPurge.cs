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
    /// <param name="olderThan">What ended at this instant or later stays.</param>
    /// <param name="wholePartitionsOnly">Whether to leave partitions alone that hold younger grains too.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public async Task<PostgresPurgeResult> RunAsync(DateTimeOffset olderThan, bool wholePartitionsOnly, CancellationToken cancellationToken)
    {
        var run = new PostgresPurgeRun(olderThan, store.Time.GetUtcNow(), wholePartitionsOnly, GrainsAtOnce);
        await store.Outage.RideAsync(
            async () =>
            {
                await RunAsync(run, cancellationToken);
                return true;
            },
            cancellationToken);
        return run.Result;
    }

    /// <summary>Purges again and again, until cancelled.</summary>
    public async Task RunForeverAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(store.Options.PurgeInterval, store.Time);
        try
        {
            do
            {
                await RunAndLogAsync(retention, cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The journal is closed.
        }
    }

    private async Task RunAndLogAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        try
        {
            var result = await RunAsync(store.Time.GetUtcNow() - retention, wholePartitionsOnly: true, cancellationToken);
            LogPurged(store.Logger, result.Removed, result.Weeks, result.Moved);
        }
        catch (Exception exception) when (exception is JournalUnavailableException or NpgsqlException)
        {
            LogFailed(store.Logger, store.Options.PurgeInterval, exception);
        }
    }

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

    [LoggerMessage(14, LogLevel.Warning, "The journal could not be purged; the next try is in {Interval}.")]
    private static partial void LogFailed(ILogger logger, TimeSpan interval, Exception exception);
}
