using System.Globalization;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>One purge. It may be run again after a failure: what was done stays done, and counted.</summary>
internal sealed class PostgresPurgeRun(PurgeRequest request, DateTimeOffset now, int grainsAtOnce)
{
    // What callgrains.sort_of says of calls, conferences, threads, and of what no flow has answered.
    private const int CallSort = 1, UnclaimedSort = 4;

    private const string From = "callgrains.grains g JOIN callgrains.heads h ON h.grain = g.id";

    private readonly string _ages = $"ARRAY[{Age(request.Calls)}, {Age(request.Conferences)}, {Age(request.Threads)}, {Age(request.Unclaimed)}]::bigint[]";

    /// <summary>What was removed, by kind.</summary>
    public PurgeReport Report { get; private set; }

    public PostgresPurgeResult Result { get; private set; }

    private string IsDue => $"callgrains.is_due(g.kind, g.flow, g.cause, h.state, g.ended_at, h.used_at, {_ages})";

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (request.DryRun)
        {
            await CountAsync(connection, cancellationToken);
            return;
        }

        // Whoever waits for a lock on the table holds up the appends behind it; so it does not wait for long.
        await connection.ExecuteAsync($"SET lock_timeout = '100ms'; {PostgresPartition.OpenSql(now)}", cancellationToken);
        if (request.Calls is { } calls)
        {
            await PurgeWeeksAsync(connection, calls, cancellationToken);
        }

        foreach (var (sort, before) in new[] { (UnclaimedSort, request.Unclaimed), (2, request.Conferences), (3, request.Threads) })
        {
            if (before is not null)
            {
                await RemoveAsync(connection, sort == UnclaimedSort ? "g.flow = ''" : $"g.kind = {sort - 1} AND g.flow <> ''", cancellationToken);
            }
        }
    }

    /// <summary>
    /// Nearly all grains are calls, so a week goes as a whole when its calls may go; what stays is moved.
    /// </summary>
    private async Task PurgeWeeksAsync(NpgsqlConnection connection, DateTimeOffset calls, CancellationToken cancellationToken)
    {
        foreach (var shelf in await PostgresPartition.ListAsync(connection, cancellationToken))
        {
            if (PostgresPartition.End(shelf) <= calls && shelf < PostgresPartition.Of(now))
            {
                await ClearAsync(connection, shelf, cancellationToken);
                await DropAsync(connection, shelf, cancellationToken);
            }
        }

        // Nothing that was made after the instant has ended before it: the keys beyond are not looked at.
        if (request.AtOnce)
        {
            var end = calls < DateTimeOffset.MaxValue - JournalRules.ClockMargin ? $" AND g.id < {PostgresListing.FirstSince(calls + JournalRules.ClockMargin)}" : "";
            await RemoveAsync(connection, $"callgrains.sort_of(g.kind, g.flow) = {CallSort}{end}", cancellationToken);
        }
    }

    private async Task ClearAsync(NpgsqlConnection connection, int shelf, CancellationToken cancellationToken)
    {
        for (long? last = 0; last is not null;)
        {
            var call = $"SELECT last, removed, moved FROM callgrains.clear({shelf}, {last}, {grainsAtOnce}, {_ages}, {PostgresPartition.Of(now)})";
            await using var command = new NpgsqlCommand(call, connection) { CommandTimeout = 0 };
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            await rows.ReadAsync(cancellationToken);
            last = rows.IsDBNull(0) ? null : rows.GetInt64(0);
            Note(rows.GetFieldValue<int[]>(1));
            Result = Result with { Moved = Result.Moved + rows.GetInt32(2) };
        }
    }

    // Found without a lock; what was appended to meanwhile is looked at again under it.
    private async Task RemoveAsync(NpgsqlConnection connection, string where, CancellationToken cancellationToken)
    {
        var ids = new List<long>();
        do
        {
            var select = $"SELECT g.id FROM {From} WHERE {where} AND g.id > {(ids.Count > 0 ? ids[^1] : 0)} AND {IsDue} ORDER BY g.id LIMIT {grainsAtOnce}";
            ids = await ReadAsync(connection, select, row => row.GetInt64(0), cancellationToken);
            if (ids.Count > 0)
            {
                var removed = await ReadAsync(connection, $"SELECT callgrains.remove(ARRAY[{string.Join(',', ids)}]::bigint[], {_ages}, NULL)", row => row.GetFieldValue<int[]>(0), cancellationToken);
                Note(removed[0]);
            }
        }
        while (ids.Count == grainsAtOnce);
    }

    private async Task CountAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var sql = $"SELECT count(g.id)::int FROM generate_series(1, 4) n LEFT JOIN ({From}) ON callgrains.sort_of(g.kind, g.flow) = n AND {IsDue} GROUP BY n ORDER BY n";
        Note([.. await ReadAsync(connection, sql, row => row.GetInt32(0), cancellationToken)]);
    }

    private void Note(int[] removed)
    {
        Report = Report.Add(new PurgeReport(removed[0], removed[1], removed[2], removed[3]));
        Result = Result with { Removed = Report.Total };
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

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
        {
            all.Add(read(rows));
        }

        return all;
    }

    private static string Age(DateTimeOffset? instant) => instant is { } time ? PostgresTime.ToStored(time).ToString(CultureInfo.InvariantCulture) : "NULL";
}
