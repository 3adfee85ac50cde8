using static CallGrains.Storage.Tests.Samples;

namespace CallGrains.Storage.Tests;

public sealed class ShardedJournalTests(PostgresServer server)
{
    public static ShardedJournal Open(params IReadOnlyList<PostgresDatabase> databases) =>
        ShardedJournal.Open([.. databases.Select(d => new PostgresJournalOptions { ConnectionString = d.ConnectionString })]);

    [Fact]
    public async Task Each_database_keeps_about_as_many_grains()
    {
        var databases = await DatabasesAsync(3);
        await using (var journal = Open(databases))
        {
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => journal.AppendAsync(Append(i, 1))));
        }

        Assert.All(databases, d => Assert.InRange((long)d.Value("SELECT count(*) FROM callgrains.grains")!, 60, 140));
        Assert.Equal(300, databases.Sum(d => (long)d.Value("SELECT count(*) FROM callgrains.entries")!));
    }

    // Changing it would lose what is stored.
    [Theory]
    [InlineData("call/c-1", 2, 0)]
    [InlineData("call/c-2", 2, 1)]
    [InlineData("conference/1234", 2, 0)]
    [InlineData("thread/+15550100~+15550123", 2, 1)]
    [InlineData("call/c-1", 7, 2)]
    [InlineData("call/c-2", 7, 4)]
    public void A_grain_is_always_in_the_same_database(string address, int count, int shard) => Assert.Equal(shard, ShardHash.Of(address, count));

    [Fact]
    public async Task Neither_number_nor_order_can_be_changed()
    {
        var databases = await DatabasesAsync(3);
        await using (Open(databases[0], databases[1]))
        {
        }

        Assert.Contains("number 1 of 2", Assert.Throws<JournalFormatException>(() => Open(databases[0], databases[1], databases[2])).Message, StringComparison.Ordinal);
        Assert.Contains("number 2 of 2", Assert.Throws<JournalFormatException>(() => Open(databases[1], databases[0])).Message, StringComparison.Ordinal);
        Assert.Contains("number 1 of 2", Assert.Throws<JournalFormatException>(() => Open(databases[0])).Message, StringComparison.Ordinal);
        Assert.Contains("CallGrains:JournalShards", Assert.Throws<JournalFormatException>(() => databases[1].Open()).Message, StringComparison.Ordinal);
        await using (Open(databases[0], databases[1]))
        {
        }
    }

    [Fact]
    public async Task Databases_of_two_journals_are_not_one()
    {
        var databases = await DatabasesAsync(4);
        await using (Open(databases[0], databases[1]))
        {
        }

        await using (Open(databases[2], databases[3]))
        {
        }

        Assert.Contains("another journal", Assert.Throws<JournalFormatException>(() => Open(databases[0], databases[3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_in_one_database_stays_there()
    {
        var databases = await DatabasesAsync(2);
        await using (var journal = databases[0].Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => journal.AppendAsync(Append(i, 1))));
        }

        Assert.Contains("belong to number 2", Assert.Throws<JournalFormatException>(() => Open(databases)).Message, StringComparison.Ordinal);
        await using var alone = Open(databases[0]);
        Assert.NotNull(await alone.ReadAsync(Call(7)));
    }

    // As a database is that was restored from a backup.
    [Fact]
    public async Task A_database_without_its_mark_takes_its_old_place()
    {
        var databases = await DatabasesAsync(2);
        await using (var journal = Open(databases))
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => journal.AppendAsync(Append(i, 1))));
        }

        databases[1].Execute("DROP SCHEMA callgrains_shard CASCADE");
        Assert.Contains("belong to number 2", Assert.Throws<JournalFormatException>(() => Open(databases[1], databases[0])).Message, StringComparison.Ordinal);
        await using var again = Open(databases);
        Assert.Equal(20, (await again.ListAsync(new GrainQuery { Size = 100 })).Items.Count);
    }

    [Fact]
    public async Task The_first_database_keeps_the_secret_of_capability_urls()
    {
        var databases = await DatabasesAsync(2);
        var secret = new byte[32];
        await using (var journal = Open(databases))
        {
            journal.ReadOrAdd(_ => secret);
        }

        await using var again = Open(databases);
        Assert.Equal([secret], again.ReadOrAdd(_ => null));
        Assert.Null(databases[1].Value("SELECT true FROM pg_namespace WHERE nspname = 'callgrains_cluster'"));
    }

    private async Task<IReadOnlyList<PostgresDatabase>> DatabasesAsync(int count)
    {
        var databases = new List<PostgresDatabase>();
        for (var i = 0; i < count; i++)
        {
            databases.Add(await server.CreateDatabaseAsync());
        }

        return databases;
    }
}
