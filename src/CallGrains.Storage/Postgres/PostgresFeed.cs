using Npgsql;
using NpgsqlTypes;

namespace CallGrains.Storage;

/// <summary>
/// Events on their way out. What is settled is not flushed by itself: a crash of the server gives an event back, to be
/// delivered once more.
/// </summary>
internal sealed class PostgresFeed(PostgresStore store)
{
    private const string Settle = """
        SELECT set_config('synchronous_commit', 'off', true);
        WITH done AS (SELECT * FROM unnest(@addresses, @receivers, @positions, @times, @errors) AS s (address, receiver, position, retry_at, error)),
        removed AS (
            DELETE FROM callgrains.feed f USING done d
            WHERE f.address = d.address AND f.receiver = d.receiver AND f.position = d.position AND d.error IS NULL)
        UPDATE callgrains.feed f SET due_at = d.retry_at, error = d.error, attempts = f.attempts + 1
        FROM done d WHERE f.address = d.address AND f.receiver = d.receiver AND f.position = d.position AND d.error IS NOT NULL
        """;

    /// <summary>See <see cref="IFeedStore.TakeAsync"/>.</summary>
    public Task<IReadOnlyList<FeedItem>> TakeAsync(string receiver, int limit, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<FeedItem>>(
        $"SELECT {FeedRules.Columns} FROM callgrains.take_feed(@receiver, @limit, @now, @until) ORDER BY id",
        command => command.Add("receiver", Clean(receiver)).Add("limit", limit).Add("now", PostgresTime.ToStored(now)).Add("until", PostgresTime.ToStored(until)),
        async (command, token) => [.. (await ReadAsync(command, token)).Select(r => r.Item)],
        cancellationToken);

    /// <summary>See <see cref="IFeedStore.SettleAsync"/>.</summary>
    public Task SettleAsync(IReadOnlyList<FeedSettlement> settlements, CancellationToken cancellationToken) => RunAsync(
        Settle,
        command => command
            .Add("addresses", settlements.Select(s => Clean(s.Item.Address.ToString())).ToList())
            .Add("receivers", settlements.Select(s => Clean(s.Item.Receiver)).ToList())
            .Add("positions", settlements.Select(s => s.Item.Position).ToList())
            .Add("times", settlements.Select(s => PostgresTime.ToStored(s.RetryAt)).ToList())
            .Add("errors", settlements.Select(s => PostgresText.Clean(s.Error)).ToList()),
        (command, token) => command.ExecuteNonQueryAsync(token),
        cancellationToken);

    /// <summary>See <see cref="IFeedStore.CountAsync"/>.</summary>
    public Task<IReadOnlyList<FeedCount>> CountAsync(CancellationToken cancellationToken) => RunAsync<IReadOnlyList<FeedCount>>(
        "SELECT receiver, count(due_at), count(*) - count(due_at), min(at) FILTER (WHERE due_at IS NOT NULL) FROM callgrains.feed GROUP BY receiver ORDER BY receiver",
        command => command,
        async (command, token) =>
        {
            await using var rows = await command.ExecuteReaderAsync(token);
            var counts = new List<FeedCount>();
            while (await rows.ReadAsync(token))
            {
                counts.Add(new FeedCount(rows.GetString(0), rows.GetInt64(1), rows.GetInt64(2), rows.IsDBNull(3) ? null : PostgresTime.ToTime(rows.GetInt64(3))));
            }

            return counts;
        },
        cancellationToken);

    /// <summary>See <see cref="IFeedStore.ListDeadAsync"/>.</summary>
    public Task<FeedPage> ListDeadAsync(string? receiver, int size, long after, CancellationToken cancellationToken) => RunAsync(
        $"SELECT {FeedRules.Columns} FROM callgrains.feed WHERE due_at IS NULL AND id > @after AND receiver = coalesce(@receiver, receiver) ORDER BY id LIMIT @limit",
        command => command.Add("after", after).AddText("receiver", receiver).Add("limit", size + 1),
        async (command, token) => FeedRules.Page(await ReadAsync(command, token), size),
        cancellationToken);

    /// <summary>See <see cref="IFeedStore.ReviveAsync"/>.</summary>
    public async Task<long> ReviveAsync(string? receiver, string? id, DateTimeOffset now, CancellationToken cancellationToken) => await RunAsync(
        "UPDATE callgrains.feed SET due_at = @now, attempts = 0 WHERE due_at IS NULL AND receiver = coalesce(@receiver, receiver) AND event = coalesce(@event, event)",
        command => command.Add("now", PostgresTime.ToStored(now)).AddText("receiver", receiver).AddText("event", id),
        (command, token) => command.ExecuteNonQueryAsync(token),
        cancellationToken);

    /// <summary>See <see cref="IFeedStore.ForgetDeadAsync"/>.</summary>
    public async Task<long> ForgetDeadAsync(DateTimeOffset before, CancellationToken cancellationToken) => await RunAsync(
        "DELETE FROM callgrains.feed WHERE due_at IS NULL AND at < @before",
        command => command.Add("before", PostgresTime.ToStored(before)),
        (command, token) => command.ExecuteNonQueryAsync(token),
        cancellationToken);

    private Task<T> RunAsync<T>(string sql, Func<NpgsqlCommand, NpgsqlCommand> prepare, Func<NpgsqlCommand, CancellationToken, Task<T>> run, CancellationToken cancellationToken) =>
        store.Outage.RideAsync(
            async () =>
            {
                await using var connection = await store.Source.OpenConnectionAsync(cancellationToken);
                await using var command = prepare(new NpgsqlCommand(sql, connection));
                return await run(command, cancellationToken);
            },
            cancellationToken);

    private static async Task<List<(long Key, FeedItem Item)>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<(long, FeedItem)>();
        while (await rows.ReadAsync(cancellationToken))
        {
            items.Add((rows.GetInt64(0), new FeedItem
            {
                Receiver = rows.GetString(1),
                Id = rows.GetString(2),
                Address = FlowAddress.Parse(rows.GetString(3)),
                Position = rows.GetInt64(4),
                Type = rows.GetString(5),
                At = PostgresTime.ToTime(rows.GetInt64(6)),
                Body = rows.GetFieldValue<byte[]>(7),
                Attempts = rows.GetInt32(8),
                Error = rows.IsDBNull(9) ? null : rows.GetString(9),
            }));
        }

        return items;
    }

    private static string Clean(string text) => PostgresText.Clean(text)!;
}

/// <summary>Parameters by name.</summary>
internal static class PostgresFeedParameters
{
    public static NpgsqlCommand Add<T>(this NpgsqlCommand command, string name, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T>(name, value));
        return command;
    }

    public static NpgsqlCommand AddText(this NpgsqlCommand command, string name, string? value)
    {
        command.Parameters.Add(new NpgsqlParameter<string?>(name, NpgsqlDbType.Text) { TypedValue = PostgresText.Clean(value) });
        return command;
    }
}
