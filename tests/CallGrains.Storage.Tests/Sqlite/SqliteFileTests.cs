namespace CallGrains.Storage.Tests;

public sealed class SqliteFileTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    private SqliteJournalOptions Options => new() { Path = _folder.Path };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        var bytes = new byte[10_000];
        new Random(3).NextBytes(bytes);
        File.WriteAllBytes(_folder.Path, bytes);
        var refusal = Assert.Throws<JournalFormatException>(() => SqliteJournal.Open(Options));
        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(_folder.Path));
    }

    [Fact]
    public void Another_programs_file_is_refused_and_left_alone()
    {
        using (var other = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: true))
        {
            other.Execute("CREATE TABLE bookmarks (url TEXT)");
        }

        var bytes = File.ReadAllBytes(_folder.Path);
        var refusal = Assert.Throws<JournalFormatException>(() => SqliteJournal.Open(Options));
        Assert.Contains("another program", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(_folder.Path));
    }

    [Fact]
    public async Task A_damaged_page_is_reported_not_guessed_at()
    {
        await using (var journal = _folder.Open())
        {
            await journal.AppendAsync(Samples.Append(1, 1, rawLength: 50_000));
        }

        using (var file = File.OpenWrite(_folder.Path))
        {
            file.Position = 4096;
            file.Write(new byte[file.Length - 4096]);
        }

        await Assert.ThrowsAsync<JournalFormatException>(async () =>
        {
            await using var journal = _folder.Open();
            await journal.ReadAsync(Samples.Call(1));
        });
    }

    [Fact]
    public async Task A_missing_entry_is_reported_not_skipped()
    {
        await using var journal = _folder.Open();
        await journal.AppendAsync(Samples.Append(1, 1));
        await journal.AppendAsync(Samples.Append(1, 2));
        await journal.AppendAsync(Samples.Append(1, 3));
        using var intruder = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: false);
        intruder.Execute("DELETE FROM entries WHERE sequence = 2");
        var refusal = await Assert.ThrowsAsync<JournalFormatException>(() => journal.ReadAsync(Samples.Call(1)));
        Assert.Contains("entry 2 is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_file_is_brought_up_to_date_once()
    {
        await using (var journal = _folder.Open())
        {
            await journal.AppendAsync(Samples.Append(1, 1));
        }

        IReadOnlyList<string> steps = [.. SqliteSchema.Steps, "CREATE TABLE later (x); INSERT INTO later VALUES (1)", "INSERT INTO later VALUES (2)"];
        using var database = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: false);
        SqliteSchema.Apply(database, _folder.Path, steps);
        SqliteSchema.Apply(database, _folder.Path, steps);
        Assert.Equal(steps.Count, database.Number("PRAGMA user_version"));
        Assert.Equal(3, database.Number("SELECT sum(x) FROM later"));
        Assert.Equal(1, database.Number("SELECT count(*) FROM entries"));
    }

    [Fact]
    public void A_step_that_fails_leaves_the_older_format()
    {
        IReadOnlyList<string> steps = [.. SqliteSchema.Steps, "CREATE TABLE later (x); INSERT INTO nowhere VALUES (1)"];
        using (var database = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: true))
        {
            Assert.Throws<JournalUnavailableException>(() => SqliteSchema.Apply(database, _folder.Path, steps));
        }

        using var again = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: false);
        Assert.Equal(0, again.Number("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public void Each_commit_is_flushed_to_the_disk()
    {
        using var session = SqliteWriteSession.Open(Options);
        Assert.Equal("wal", session.Database.Value("PRAGMA journal_mode"));
        Assert.Equal(2, session.Database.Number("PRAGMA synchronous"));
    }

    [Fact]
    public async Task The_file_can_be_read_by_people()
    {
        await using var journal = _folder.Open();
        await journal.AppendAsync(Samples.Append(1, 1));
        using var shell = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: false);
        Assert.Equal("call/c-1|1|grain 1, entry 1", shell.Value("SELECT address || '|' || sequence || '|' || body FROM journal"));
        Assert.Equal("1970-01-01 00:00:01", shell.Value("SELECT datetime(wake_at / 1e7, 'unixepoch') FROM grains"));
    }

    [Fact]
    public async Task A_running_query_can_be_given_up()
    {
        using var database = SqliteDatabase.Open(_folder.Path, TimeSpan.Zero, create: true);
        var endless = Task.Run(() => database.Number("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"));
        while (!endless.IsCompleted)
        {
            database.Interrupt();
            await Task.Yield();
        }

        await Assert.ThrowsAsync<OperationCanceledException>(() => endless);
    }

    [Fact]
    public void All_wrong_options_are_named_at_once()
    {
        var options = new SqliteJournalOptions { Path = " ", BusyLimit = TimeSpan.FromDays(1), MaxWaitingAppends = 0, MaxBatchAppends = -1 };
        var refusal = Assert.Throws<ArgumentException>(() => SqliteJournal.Open(options));
        Assert.All(
            ["Path", "BusyLimit is 1.00:00:00", "MaxWaitingAppends is 0", "MaxBatchAppends is -1"],
            fault => Assert.Contains(fault, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_folder.Path, "a file, not a folder");
        var options = new SqliteJournalOptions { Path = Path.Combine(_folder.Path, "journal.db") };
        var refusal = Assert.Throws<JournalUnavailableException>(() => SqliteJournal.Open(options));
        Assert.Contains(options.Path, refusal.Message, StringComparison.Ordinal);
    }
}
