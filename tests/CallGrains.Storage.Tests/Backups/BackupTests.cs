namespace CallGrains.Storage.Tests.Backups;

/// <summary>Copies of a journal that is written meanwhile, and what is made of them.</summary>
public sealed class BackupTests(PostgresServer server) : IDisposable
{
    private const int Grains = 8, Before = 25, Meanwhile = 25;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callgrains-backup-");

    [Fact]
    public async Task A_SQLite_journal_is_copied_under_load_and_restored()
    {
        using var origin = new SqliteFolder();
        await using var journal = origin.Open();
        var key = journal.ReadOrAdd(_ => new byte[32])[0];
        var (copy, file) = await UnderLoadAsync(journal, path => JournalBackup.BackUpAsync(new SqliteJournalOptions { Path = origin.Path }, path));
        Assert.Equal((Grains, SqliteSchema.Steps.Count, new FileInfo(file).Length), (copy.Grains, copy.Format, copy.Bytes));

        var options = new SqliteJournalOptions { Path = At("restored/journal.db") };
        Assert.Equal(copy, await JournalBackup.RestoreAsync(file, options));
        await using var restored = SqliteJournal.Open(options);
        await CheckAsync(restored);
        Assert.Equal([key], restored.ReadOrAdd(_ => null));
    }

    [Fact]
    public async Task A_PostgreSQL_journal_is_copied_under_load_and_restored_without_the_silos_of_then()
    {
        var origin = await server.CreateDatabaseAsync();
        var options = new PostgresJournalOptions { ConnectionString = origin.ConnectionString };
        var key = PostgresCluster.Open(options).ReadOrAdd(_ => new byte[32])[0];
        origin.Execute("INSERT INTO callgrains_cluster.orleansmembershipversiontable (deploymentid) VALUES ('callgrains')");
        await using var journal = PostgresJournal.Open(options);
        var (copy, file) = await UnderLoadAsync(journal, path => JournalBackup.BackUpAsync(options, path));
        Assert.Equal((Grains, PostgresSchema.Steps.Count), (copy.Grains, copy.Format));

        var database = await server.CreateDatabaseAsync();
        var elsewhere = new PostgresJournalOptions { ConnectionString = database.ConnectionString };
        Assert.Equal(copy, await JournalBackup.RestoreAsync(file, elsewhere));
        await using var restored = PostgresJournal.Open(elsewhere);
        await CheckAsync(restored);
        Assert.Equal([key], PostgresCluster.Open(elsewhere).ReadOrAdd(_ => null));
        Assert.Equal(0L, database.Value("SELECT count(*) FROM callgrains_cluster.orleansmembershipversiontable"));
        Assert.True((long)database.Value("SELECT count(*) FROM callgrains_cluster.orleansquery")! > 0);

        // Where a journal is, none is restored.
        var refusal = await Assert.ThrowsAsync<IOException>(() => JournalBackup.RestoreAsync(file, elsewhere));
        Assert.Contains("already", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_is_its_owners_alone_and_takes_nothings_place()
    {
        using var origin = new SqliteFolder();
        await using var journal = origin.Open();
        var (options, file) = (new SqliteJournalOptions { Path = origin.Path }, At("copy.db"));
        await JournalBackup.BackUpAsync(options, file);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Equal([file], Directory.GetFiles(_folder.FullName));
        await Assert.ThrowsAsync<IOException>(() => JournalBackup.BackUpAsync(options, file));
        await Assert.ThrowsAsync<IOException>(() => JournalBackup.RestoreAsync(file, options));
    }

    [Fact]
    public async Task What_is_no_whole_journal_is_not_restored()
    {
        using var origin = new SqliteFolder();
        await using (var journal = origin.Open())
        {
            for (var number = 1; number <= 40; number++)
            {
                await journal.AppendAsync(Samples.Append(1, number, rawLength: 1000));
            }
        }

        var (file, target) = (At("copy.db"), new SqliteJournalOptions { Path = At("data/journal.db") });
        await JournalBackup.BackUpAsync(new SqliteJournalOptions { Path = origin.Path }, file);
        await using (var stream = File.OpenWrite(file))
        {
            stream.Position = stream.Length / 2;
            stream.Write(new byte[8192]);
        }

        await Assert.ThrowsAsync<JournalFormatException>(() => JournalBackup.RestoreAsync(file, target));
        await File.WriteAllTextAsync(At("notes.txt"), "no journal, and long enough to be something else");
        await Assert.ThrowsAsync<JournalFormatException>(() => JournalBackup.RestoreAsync(At("notes.txt"), target));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => JournalBackup.BackUpAsync(new SqliteJournalOptions { Path = At("nowhere/journal.db") }, At("b.db")));
        Assert.Empty(Directory.GetFileSystemEntries(At("data")));
    }

    [Fact]
    public async Task A_file_of_an_older_format_is_kept_as_it_was()
    {
        using var folder = new SqliteFolder();
        var older = SqliteSchema.Steps.Take(2).ToList();
        using (var database = SqliteDatabase.Open(folder.Path, TimeSpan.Zero, create: true))
        {
            SqliteSchema.Apply(database, folder.Path, older);
        }

        await using (var journal = folder.Open())
        {
            await journal.AppendAsync(Samples.Append(1, 1));
        }

        // The program of before refuses the newer file, and takes the copy.
        Assert.Throws<JournalFormatException>(() => Open(folder.Path));
        Open(folder.Copy("journal.db.format-2"));
        await folder.Open().DisposeAsync();
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(folder.Path)!, "*.format-*"));

        void Open(string path)
        {
            using var database = SqliteDatabase.Open(path, TimeSpan.Zero, create: false);
            SqliteSchema.Apply(database, path, older);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string At(string path) => Path.Combine(_folder.FullName, path);

    /// <summary>Each grain gets entry after entry, before, during and after the copying.</summary>
    private async Task<(JournalCopy Copy, string File)> UnderLoadAsync(IJournal journal, Func<string, Task<JournalCopy>> backUp)
    {
        await WriteAsync(journal, 1, Before);
        var file = At("copy");
        var copying = backUp(file);
        await WriteAsync(journal, Before + 1, Before + Meanwhile);
        return (await copying, file);
    }

    private static Task WriteAsync(IJournal journal, int from, int to) => Task.WhenAll(Enumerable.Range(1, Grains).Select(async grain =>
    {
        for (var number = from; number <= to; number++)
        {
            await journal.AppendAsync(Samples.Append(grain, number));
        }
    }));

    /// <summary>All that was acknowledged before, and of the rest a part without a gap; then it goes on.</summary>
    private static async Task CheckAsync(IJournal journal)
    {
        for (var grain = 1; grain <= Grains; grain++)
        {
            var last = (await journal.ReadSummaryAsync(Samples.Call(grain)))!.Sequence;
            Assert.InRange(last, Before, Before + Meanwhile);
            await journal.AssertHasAsync(grain, last);
            await journal.AppendAsync(Samples.Append(grain, last + 1));
        }
    }
}
