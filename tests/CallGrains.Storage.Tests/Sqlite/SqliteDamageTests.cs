using Microsoft.Extensions.Logging;

namespace CallGrains.Storage.Tests.Sqlite;

/// <summary>What has happened to a file is said when it is opened, and when it is asked whether it works.</summary>
public sealed class SqliteDamageTests : IDisposable
{
    private const int Calls = 40;
    private readonly SqliteFolder _folder = new();
    private readonly SqliteLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Two_hundred_flipped_bytes_refuse_the_file_by_its_name(int seed)
    {
        await FillAsync();
        var bytes = await File.ReadAllBytesAsync(_folder.Path);
        var random = new Random(seed);
        for (var n = 0; n < 200; n++)
        {
            bytes[random.Next(100, bytes.Length)] ^= 0x5A;
        }

        await File.WriteAllBytesAsync(_folder.Path, bytes);

        var refusal = Assert.Throws<JournalFormatException>(() => SqliteJournal.Open(Options()));
        Assert.Contains($"'{_folder.Path}' is damaged", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("-mark", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emptied_page_of_the_list_of_calls_is_seen_though_SQLite_reads_it()
    {
        await FillAsync();
        long page;
        using (var database = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: false))
        {
            page = database.Number("SELECT rootpage FROM sqlite_schema WHERE name = 'grains_live'");
        }

        using (var file = File.OpenWrite(_folder.Path))
        {
            // The number of cells of the page: now it says that no call is live.
            file.Position = ((page - 1) * 4096) + 3;
            file.Write([0, 0]);
        }

        Assert.Throws<JournalFormatException>(() => SqliteJournal.Open(Options()));
    }

    [Fact]
    public async Task Without_time_for_a_look_none_is_taken()
    {
        await FillAsync(rawLength: 200_000);
        await using var journal = SqliteJournal.Open(new SqliteJournalOptions { Path = _folder.Path, CheckLimit = TimeSpan.FromTicks(1) }, _log);
        Assert.Contains(_log.Lines, l => l.Level == LogLevel.Information && l.Text.Contains("not to its end", StringComparison.Ordinal));
        Assert.Null(await journal.CheckAsync(TestContext.Current.CancellationToken));
    }

    [Theory, InlineData("cut"), InlineData("flipped"), InlineData("gone")]
    public async Task A_log_that_lost_commits_is_said_and_kept(string how)
    {
        var lost = await LoseAsync(how);

        await using var journal = SqliteJournal.Open(Options(), _log);
        var note = await journal.CheckAsync(TestContext.Current.CancellationToken);

        Assert.Contains($"lost its last {lost} entries", note, StringComparison.Ordinal);
        var said = Assert.Single(_log.Lines, l => l.Level == LogLevel.Error);
        Assert.Contains($"lacks its last {lost} entries", said.Text, StringComparison.Ordinal);
        Assert.Equal(how == "gone" ? 0 : 1, Directory.GetFiles(Path.GetDirectoryName(_folder.Path)!, "journal.db-wal.lost-*").Length);
        await journal.AppendAsync(Samples.Append(1, Calls - lost + 1));
        await journal.AssertHasAsync(1, Calls - lost + 1);
    }

    [Fact]
    public async Task What_was_lost_is_said_once()
    {
        await LoseAsync("cut");
        await SqliteJournal.Open(Options(), _log).DisposeAsync();
        await using var again = SqliteJournal.Open(Options(), _log);
        Assert.Null(await again.CheckAsync(TestContext.Current.CancellationToken));
        Assert.Single(_log.Lines, l => l.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_file_in_order_is_opened_without_a_word()
    {
        await FillAsync();
        await using var journal = SqliteJournal.Open(Options(), _log);
        Assert.Null(await journal.CheckAsync(TestContext.Current.CancellationToken));
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Damage_beneath_a_running_journal_is_said_when_it_is_asked()
    {
        await FillAsync();
        await using var journal = SqliteJournal.Open(Options());
        using (var intruder = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: false))
        {
            intruder.Execute("DELETE FROM entries WHERE sequence = 20");
        }

        await Assert.ThrowsAsync<JournalFormatException>(() => journal.ReadAsync(Samples.Call(1), TestContext.Current.CancellationToken));
        var damage = await Assert.ThrowsAsync<JournalFormatException>(() => journal.CheckAsync(TestContext.Current.CancellationToken));
        Assert.Contains("entry 20 is missing", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_file_does_not_work_until_there_is_room()
    {
        var options = new SqliteJournalOptions { Path = _folder.Path, MaxPages = 100 };
        await using var journal = SqliteJournal.Open(options);
        Assert.Null(await journal.CheckAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<JournalUnavailableException>(async () =>
        {
            for (var n = 1; ; n++)
            {
                await journal.AppendAsync(Samples.Append(1, n, rawLength: 4_000));
            }
        });

        var full = await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.CheckAsync(TestContext.Current.CancellationToken));
        Assert.Contains("the disk is full", full.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, full.Message, StringComparison.Ordinal);

        options.MaxPages = null;
        Assert.Null(await journal.CheckAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_named_with_the_reason()
    {
        await FillAsync();
        Directory.CreateDirectory(_folder.Path + "-wal");
        var refusal = Assert.Throws<JournalUnavailableException>(() => SqliteJournal.Open(Options()));
        Assert.Contains($"'{_folder.Path}' is not available", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"'{_folder.Path}-wal' is a folder", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("unable to open database file", refusal.Message, StringComparison.Ordinal);
    }

    private SqliteJournalOptions Options() => new() { Path = _folder.Path };

    private async Task FillAsync(int rawLength = 2_000)
    {
        await using var journal = _folder.Open();
        for (var n = 1; n <= Calls; n++)
        {
            await journal.AppendAsync(Samples.Append(1, n, rawLength: rawLength));
        }
    }

    /// <summary>
    /// A journal whose process was killed, and whose log then lost its end; how many entries that are.
    /// </summary>
    private async Task<int> LoseAsync(string how)
    {
        var whole = _folder.Copy("whole");
        await using (var journal = _folder.Open())
        {
            for (var n = 1; n <= Calls; n++)
            {
                await journal.AppendAsync(Samples.Append(1, n, rawLength: 2_000));
            }

            foreach (var end in new[] { "", "-wal", "-mark" })
            {
                File.Copy(_folder.Path + end, whole + end);
            }
        }

        foreach (var end in new[] { "", "-wal", "-mark" })
        {
            File.Move(whole + end, _folder.Path + end, overwrite: true);
        }

        var log = await File.ReadAllBytesAsync(_folder.Path + "-wal");
        if (how == "flipped")
        {
            log[log.Length / 2] ^= 1;
        }

        await File.WriteAllBytesAsync(_folder.Path + "-wal", how switch { "gone" => [], "cut" => log[..(log.Length / 2)], _ => log });
        return Calls - Left();
    }

    /// <summary>How many entries SQLite finds, in a copy.</summary>
    private int Left()
    {
        var copy = _folder.Copy("copy");
        File.Copy(_folder.Path, copy);
        File.Copy(_folder.Path + "-wal", copy + "-wal");
        using var database = SqliteDatabase.Open(copy, TimeSpan.Zero, create: false);
        return database.Number("SELECT count(*) FROM sqlite_schema") == 0 ? 0 : (int)database.Number("SELECT count(*) FROM entries");
    }

    private sealed class SqliteLog : ILogger<SqliteJournal>
    {
        public List<(LogLevel Level, string Text)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add((logLevel, formatter(state, exception)));
    }
}
