using Microsoft.Extensions.Logging;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>Removes grains that ended long ago, whole shelves at a time where that is possible.</summary>
internal sealed partial class PostgresPurge(PostgresStore store)
{
    private const int GrainsAtOnce = 1000;
    private const long PurgeLock = 0x4347726F;

    /// <summary>Purges once, one process at a time.</summary>
    /// <param name="olderThan">What ended at this instant or later stays.</param>
    /// <param name="wholeShelvesOnly">Whether to leave shelves alone that hold younger grains too.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public Task<PostgresPurgeResult> RunAsync(DateTimeOffset olderThan, bool wholeShelvesOnly, CancellationToken cancellationToken) =>
        store.Outage.RideAsync(() => RunOnceAsync(olderThan, wholeShelvesOnly, cancellationToken), cancellationToken);

    /// <summary>Purges again and again, until cancelled.</summary>
    public async Task RunForeverAsync(TimeSpan retention, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(store.Options.PurgeInterval, store.Time);
        do
        {
            try
            {
                var result = await RunAsync(store.Time.GetUtcNow() - retention, wholeShelvesOnly: true, cancellationToken);
                LogPurged(store.Logger, result.Removed, result.Moved, result.Weeks);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(store.Logger, store.Options.PurgeInterval, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task<PostgresPurgeResult> RunOnceAsync(DateTimeOffset olderThan, bool wholeShelvesOnly, CancellationToken cancellationToken)
    {
        var now = store.Time.GetUtcNow();
        await using var connection = await store.Source.OpenConnectionAsync(cancellationToken);
        PostgresShelf.Open(connection, now);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({PurgeLock})", cancellationToken);

        // Whoever waits for a lock on the table holds up the appends behind it; so it does not wait for long.
        await ExecuteAsync(connection, "SET lock_timeout = '100ms'", cancellationToken);
        var result = default(PostgresPurgeResult);
        foreach (var shelf in await PostgresShelf.ListAsync(connection, cancellationToken))
        {
            if (PostgresShelf.End(shelf) <= olderThan && shelf < PostgresShelf.Of(now))
            {
                result += await EmptyAsync(connection, shelf, olderThan, PostgresShelf.Of(now), cancellationToken);
            }
            else if (!wholeShelvesOnly)
            {
                result += await PickAsync(connection, shelf, olderThan, target: null, cancellationToken);
            }
        }

        return result;
    }

    private static async Task<PostgresPurgeResult> EmptyAsync(
        NpgsqlConnection connection, int shelf, DateTimeOffset olderThan, int target, CancellationToken cancellationToken)
    {
        var result = await PickAsync(connection, shelf, olderThan, target, cancellationToken);
        await using var drop = new NpgsqlCommand($"SELECT callgrains.drop_shelf({shelf})", connection);
        return result with { Weeks = (bool)(await drop.ExecuteScalarAsync(cancellationToken))! ? 1 : 0 };
    }

    private static async Task<PostgresPurgeResult> PickAsync(
        NpgsqlConnection connection, int shelf, DateTimeOffset olderThan, int? target, CancellationToken cancellationToken)
    {
        var result = default(PostgresPurgeResult);
        for (long? last = 0; last is not null;)
        {
            var call = $"SELECT last, removed, moved FROM callgrains.purge({shelf}, {last}, {GrainsAtOnce}, {PostgresTime.ToStored(olderThan)}, {target?.ToString() ?? "NULL"})";
            await using var command = new NpgsqlCommand(call, connection) { CommandTimeout = 0 };
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            await rows.ReadAsync(cancellationToken);
            last = rows.IsDBNull(0) ? null : rows.GetInt64(0);
            result += new PostgresPurgeResult(rows.GetInt32(1), rows.GetInt32(2), 0);
        }

        return result;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(13, LogLevel.Information, "The journal was purged: {Removed} ended grains were removed and {Weeks} weeks dropped; {Moved} grains that live on moved to this week.")]
    private static partial void LogPurged(ILogger logger, long removed, long moved, int weeks);

    [LoggerMessage(14, LogLevel.Warning, "The journal could not be purged; the next try is in {Interval}.")]
    private static partial void LogFailed(ILogger logger, TimeSpan interval, Exception exception);
}
