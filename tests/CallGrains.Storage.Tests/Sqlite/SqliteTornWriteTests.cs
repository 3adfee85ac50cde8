namespace CallGrains.Storage.Tests;

/// <summary>
/// What a power cut can leave of the write-ahead log: cut short anywhere, or with a damaged byte anywhere. Reopening
/// finds each commit that is whole, and nothing of the others.
/// </summary>
public sealed class SqliteTornWriteTests : IAsyncLifetime
{
    private const int Checkpointed = 8;
    private const int Total = 22;
    private const int FrameSize = 24 + 4096;
    private const int WalHeaderSize = 32;

    private readonly SqliteFolder _folder = new();
    private readonly List<long> _walLengths = [];

    private string Torn => _folder.Copy("torn.db");

    /// <summary>
    /// Writes some entries that are passivated into the file, and the others one commit each into the log.
    /// </summary>
    public async ValueTask InitializeAsync()
    {
        await using (var journal = _folder.Open())
        {
            await WriteAsync(journal, 1, Checkpointed);
        }

        await using var again = _folder.Open();
        await WriteAsync(again, Checkpointed + 1, Total);
        File.Copy(_folder.Path, _folder.Copy("whole.db"));
        File.Copy(_folder.Path + "-wal", _folder.Copy("whole.db-wal"));
        _walLengths.RemoveRange(0, Checkpointed);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_log_cut_short_anywhere_keeps_each_whole_commit()
    {
        var log = await File.ReadAllBytesAsync(_folder.Copy("whole.db-wal"));
        foreach (var cut in Places(log.Length))
        {
            await AssertRecoversAsync(log[..cut], Whole(cut));
        }
    }

    [Fact]
    public async Task A_damaged_byte_anywhere_in_the_log_keeps_each_commit_before_it()
    {
        var log = await File.ReadAllBytesAsync(_folder.Copy("whole.db-wal"));
        foreach (var place in Places(log.Length - 1))
        {
            var damaged = log.ToArray();
            damaged[place] ^= 0x10;
            await AssertRecoversAsync(damaged, Whole(place));
        }
    }

    [Fact]
    public async Task A_log_with_noise_behind_it_keeps_everything()
    {
        var log = await File.ReadAllBytesAsync(_folder.Copy("whole.db-wal"));
        var noise = new byte[3 * FrameSize];
        new Random(5).NextBytes(noise);
        await AssertRecoversAsync([.. log, .. noise], Total);
    }

    private async Task WriteAsync(SqliteJournal journal, int first, int last)
    {
        for (var number = first; number <= last; number++)
        {
            await journal.AppendAsync(Samples.Append(1, number, rawLength: number * 300));
            _walLengths.Add(new FileInfo(_folder.Path + "-wal").Length);
        }
    }

    // Each frame's border and its neighbours, and odd places between.
    private static IEnumerable<int> Places(int length)
    {
        for (var place = 0; place <= length; place += 4999)
        {
            yield return place;
        }

        for (var border = WalHeaderSize; border < length; border += FrameSize)
        {
            yield return border - 1;
            yield return border;
            yield return border + 1;
        }
    }

    private int Whole(int intactBytes) => Checkpointed + _walLengths.Count(length => length <= intactBytes);

    private async Task AssertRecoversAsync(byte[] log, int entries)
    {
        File.Copy(_folder.Copy("whole.db"), Torn, overwrite: true);
        await File.WriteAllBytesAsync(Torn + "-wal", log);
        File.Delete(Torn + "-shm");
        await using var journal = SqliteJournal.Open(new SqliteJournalOptions { Path = Torn });
        await journal.AssertHasAsync(1, entries);
        await journal.AppendAsync(Samples.Append(1, entries + 1));
        await journal.AssertHasAsync(1, entries + 1);
    }
}
