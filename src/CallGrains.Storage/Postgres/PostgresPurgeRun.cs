using Npgsql;

namespace CallGrains.Storage;

/// <summary>One purge. It may be run again after a failure: what was done stays done, and counted.</summary>
internal sealed class PostgresPurgeRun(DateTimeOffset olderThan, DateTimeOffset now, bool wholePartitionsOnly, int grainsAtOnce)
{
    public PostgresPurgeResult Result { get; private set; }

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Whoever waits for a lock on the table holds up the appends behind it; so it does not wait for long.
        await connection.ExecuteAsync($"SET lock_timeout = '100ms'; {PostgresPartition.OpenSql(now)}", cancellationToken);
        foreach (var shelf in await PostgresPartition.ListAsync(connection, cancellationToken))
        {
            if (PostgresPartition.End(shelf) <= olderThan && shelf < PostgresPartition.Of(now))
            {
                await PickAsync(connection, shelf, $"{PostgresPartition.Of(now)}", cancellationToken);
                await DropAsync(connection, shelf, cancellationToken);
            }
            else if (!wholePartitionsOnly && PostgresPartition.Begin(shelf) < olderThan)
            {
                await PickAsync(connection, shelf, "NULL", cancellationToken);
            }
        }
    }

    private async Task PickAsync(NpgsqlConnection connection, int shelf, string target, CancellationToken cancellationToken)
    {
        for (long? last = 0; last is not null;)
        {
            var call = $"SELECT last, removed, moved FROM callgrains.purge({shelf}, {last}, {grainsAtOnce}, {PostgresTime.ToStored(olderThan)}, {target})";
            await using var command = new NpgsqlCommand(call, connection) { CommandTimeout = 0 };
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            await rows.ReadAsync(cancellationToken);
            last = rows.IsDBNull(0) ? null : rows.GetInt64(0);
            Result = Result with { Removed = Result.Removed + rows.GetInt32(1), Moved = Result.Moved + rows.GetInt32(2) };
        }
    }

    private async Task DropAsync(NpgsqlConnection connection, int shelf, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT callgrains.drop_shelf({shelf})", connection);
        try
        {
            var isDropped = (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
            Result = Result with { Weeks = Result.Weeks + (isDropped ? 1 : 0) };
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // Something long reads the table, a backup perhaps. The partition is empty; the next purge drops it.
        }
    }
}
