using System.Security.Cryptography;

namespace CallGrains.Storage.Tests;

/// <summary>The secrets of capability URLs live beside the journal, whichever it is.</summary>
public sealed class CapabilityKeyTests(PostgresServer server)
{
    [Fact]
    public void Memory_keeps_one_for_all_who_share_the_journal()
    {
        var journal = new MemoryJournal();
        AssertShared(journal, journal);
    }

    [Fact]
    public async Task A_SQLite_file_keeps_one_for_all_who_open_it()
    {
        using var folder = new SqliteFolder();
        await using var one = folder.Open();
        await using var other = folder.Open();
        AssertShared(one, other);
    }

    [Fact]
    public async Task A_PostgreSQL_database_keeps_one_for_all_who_open_it()
    {
        var options = new PostgresJournalOptions { ConnectionString = (await server.CreateDatabaseAsync()).ConnectionString };
        await using var one = PostgresJournal.Open(options);
        await using var other = PostgresJournal.Open(options);
        AssertShared(one, other);
        Assert.Equal(2, PostgresCluster.Open(options).ReadOrAdd(_ => null).Count);
    }

    [Fact]
    public async Task Many_processes_that_open_a_file_at_once_share_one_key()
    {
        using var folder = new SqliteFolder();
        await using var journal = folder.Open();
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => journal.ReadOrAdd(kept => kept.Count > 0 ? null : NewKey()))));
        Assert.All(keys, k => Assert.Equal(Assert.Single(keys[0]), Assert.Single(k)));
    }

    private static void AssertShared(ICapabilityKeyStore one, ICapabilityKeyStore other)
    {
        var (first, second) = (NewKey(), NewKey());
        Assert.Equal([first], one.ReadOrAdd(kept => kept.Count == 0 ? first : null));
        Assert.Equal([first], other.ReadOrAdd(kept => kept.Count == 0 ? NewKey() : null));
        Assert.Equal([second, first], other.ReadOrAdd(_ => second));
        Assert.Equal([second, first], one.ReadOrAdd(_ => null));
    }

    private static byte[] NewKey() => RandomNumberGenerator.GetBytes(32);
}
