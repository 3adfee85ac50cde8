using System.Security.Cryptography;
using Npgsql;

namespace CallGrains.Storage.Tests;

public sealed class PostgresClusterTests(PostgresServer server)
{
    private static byte[]? NewKeyIfNone(IReadOnlyList<byte[]> kept) => kept.Count > 0 ? null : RandomNumberGenerator.GetBytes(32);

    [Fact]
    public async Task Many_processes_that_start_at_once_share_one_key()
    {
        var database = await server.CreateDatabaseAsync();
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Open(database).ReadOrAdd(NewKeyIfNone))));
        Assert.All(keys, k => Assert.Equal(Assert.Single(keys[0]), Assert.Single(k)));
    }

    [Fact]
    public async Task A_newer_key_comes_first_and_the_older_ones_stay()
    {
        var database = await server.CreateDatabaseAsync();
        var first = Assert.Single(Open(database).ReadOrAdd(NewKeyIfNone));
        database.Execute("INSERT INTO callgrains_cluster.capability_keys (secret) VALUES (decode(repeat('07', 32), 'hex'))");
        Assert.Equal([Enumerable.Repeat((byte)7, 32).ToArray(), first], Open(database).ReadOrAdd(NewKeyIfNone));
    }

    [Fact]
    public async Task The_membership_connection_string_finds_the_tables_that_Orleans_expects()
    {
        var database = await server.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(Open(database).MembershipConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM OrleansQuery", connection);
        Assert.Equal(9L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0L, database.Value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    [Fact]
    public async Task Only_one_process_at_a_time_has_its_turn()
    {
        var database = await server.CreateDatabaseAsync();
        var (one, other) = (Open(database), Open(database));
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? one : other).InTurnAsync(
            async cancellationToken =>
            {
                most = Math.Max(most, Interlocked.Increment(ref inside));
                await Task.Yield();
                return Interlocked.Decrement(ref inside);
            },
            TestContext.Current.CancellationToken)));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named_as_the_reason()
    {
        var options = new PostgresJournalOptions { ConnectionString = "Host=127.0.0.1;Port=9;Username=nobody;Database=calls", OutageLimit = TimeSpan.Zero };
        var refusal = await Assert.ThrowsAsync<JournalUnavailableException>(() => Task.Run(() => PostgresCluster.Open(options)));
        Assert.Contains("the server does not answer", refusal.Message, StringComparison.Ordinal);
    }

    private static PostgresCluster Open(PostgresDatabase database) => PostgresCluster.Open(new PostgresJournalOptions { ConnectionString = database.ConnectionString });
}
