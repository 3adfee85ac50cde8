using System.Text;
using CallGrains.Testing;

namespace CallGrains.Storage.Tests;

/// <summary>An encrypted journal is one like any other.</summary>
public sealed class EncryptedJournalConformanceTests : JournalConformance
{
    public static TheoryData<string> Names => new(Checks);

    [Theory, MemberData(nameof(Names))]
    public Task Encrypted(string check) => RunAsync(check);

    protected override ValueTask<IJournal> OpenAsync() => ValueTask.FromResult<IJournal>(new EncryptedJournal(new MemoryJournal(), JournalKeys.Ephemeral()));
}

/// <summary>What is encrypted, and with which key.</summary>
public sealed class EncryptedJournalTests(PostgresServer server) : IDisposable
{
    private const string Words = "what the caller said", Raw = "what the carrier sent";
    private static readonly Dictionary<string, byte[]> Both = new() { ["k1"] = Key(1), ["k2"] = Key(2) };
    private readonly SqliteFolder _folder = new();

    [Fact]
    public async Task No_entry_and_no_callback_stands_in_a_file_in_clear()
    {
        await using (var journal = new EncryptedJournal(_folder.Open(), new JournalKeys("k1", Both)))
        {
            await journal.AppendAsync(Append(1));
            await AssertReadsAsync(journal, 1);
        }

        foreach (var file in PrivateFiles.FilesOf(_folder.Path).Where(File.Exists))
        {
            var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            Assert.DoesNotContain(Words, bytes, StringComparison.Ordinal);
            Assert.DoesNotContain(Raw, bytes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task In_PostgreSQL_neither()
    {
        var database = await server.CreateDatabaseAsync();
        await using var journal = new EncryptedJournal(database.Open(), new JournalKeys("k1", Both));
        await journal.AppendAsync(Append(1));
        await AssertReadsAsync(journal, 1);

        Assert.Equal(0L, database.Value($"SELECT count(*) FROM callgrains.entries WHERE position('{Words}'::bytea IN body) > 0 OR position('{Raw}'::bytea IN raw) > 0"));
        Assert.Equal(1L, database.Value("SELECT count(*) FROM callgrains.entries"));
    }

    [Fact]
    public async Task A_key_is_replaced_and_what_the_old_one_has_encrypted_is_read()
    {
        var store = new MemoryJournal();
        await store.AppendAsync(Append(1));
        await new EncryptedJournal(store, new JournalKeys("k1", new Dictionary<string, byte[]> { ["k1"] = Key(1) })).AppendAsync(Append(2));
        var rotated = new EncryptedJournal(store, new JournalKeys("k2", Both));
        await rotated.AppendAsync(Append(3));
        await new EncryptedJournal(store, new JournalKeys("k2", Both), encrypts: false).AppendAsync(Append(4));

        await AssertReadsAsync(rotated, 4);
        var stored = (await store.ReadAsync(Samples.Call(1), TestContext.Current.CancellationToken))!.Entries;
        Assert.Equal(["k1", "k2"], stored.Where(e => JournalKeys.IsSealed(e.Body.Span)).Select(e => JournalKeys.KeyOf(e.Body.Span)));
        Assert.False(JournalKeys.IsSealed(stored[0].Body.Span) || JournalKeys.IsSealed(stored[3].Body.Span));
    }

    [Fact]
    public async Task Without_the_key_it_is_told_which_one_is_missing()
    {
        var store = new MemoryJournal();
        await new EncryptedJournal(store, new JournalKeys("k1", Both)).AppendAsync(Append(1));
        var other = new EncryptedJournal(store, new JournalKeys("k2", new Dictionary<string, byte[]> { ["k2"] = Key(2) }));

        var e = await Assert.ThrowsAsync<JournalFormatException>(() => other.ReadAsync(Samples.Call(1), TestContext.Current.CancellationToken));
        Assert.Contains("CallGrains:JournalKeys:Keys:k1", e.Message, StringComparison.Ordinal);
        var stored = (await store.ReadAsync(Samples.Call(1), TestContext.Current.CancellationToken))!.Entries[0];
        Assert.Contains("the key 'k1'", Assert.Throws<JournalFormatException>(() => JournalFormat.Read(stored, 1, new CallbackReaders([]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_changed_is_refused()
    {
        var keys = new JournalKeys("k1", Both);
        var bytes = keys.Seal(Encoding.UTF8.GetBytes(Words));
        Assert.Equal(Words, Encoding.UTF8.GetString(keys.Open(bytes)));
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 1;
            Assert.Throws<JournalFormatException>(() => keys.Open(changed));
            Assert.Throws<JournalFormatException>(() => keys.Open(bytes.AsSpan(0, i)));
        }

        Assert.Empty(keys.Open(keys.Seal([])));
        Assert.NotEqual(keys.Seal([1]), keys.Seal([1]));
    }

    [Theory]
    [InlineData("k1", 31)]
    [InlineData("k 1", 32)]
    [InlineData("", 32)]
    public void A_key_that_is_none_is_refused(string id, int length) =>
        Assert.Throws<ArgumentException>(() => new JournalKeys(id, new Dictionary<string, byte[]> { [id] = new byte[length] }));

    public void Dispose() => _folder.Dispose();

    private static byte[] Key(byte fill) => [.. Enumerable.Repeat(fill, 32)];

    private static JournalAppend Append(int number)
    {
        var append = Samples.Append(1, number);
        return append with { Entries = [new StoredEntry(Encoding.UTF8.GetBytes(Words), Encoding.UTF8.GetBytes(Raw))] };
    }

    private static async Task AssertReadsAsync(IJournal journal, int count)
    {
        var entries = (await journal.ReadAsync(Samples.Call(1)))!.Entries;
        Assert.Equal(count, entries.Count);
        Assert.All(entries, e => Assert.Equal((Words, Raw), (Encoding.UTF8.GetString(e.Body.Span), Encoding.UTF8.GetString(e.Raw.Span))));
        Assert.Equal(Words, Encoding.UTF8.GetString((await journal.ReadFirstAsync(Samples.Call(1)))!.Value.Body.Span));
    }
}
