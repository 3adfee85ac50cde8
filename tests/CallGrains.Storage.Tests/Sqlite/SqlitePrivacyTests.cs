namespace CallGrains.Storage.Tests.Sqlite;

/// <summary>A journal is its owner's alone, whatever the umask is.</summary>
public sealed class SqlitePrivacyTests : IDisposable
{
    private const UnixFileMode Others = (UnixFileMode)0b111_111;
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("callgrains-privacy-");

    private string File => Path.Combine(_parent.FullName, "data", "journal.db");

    [Fact]
    public async Task Folder_and_files_are_made_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        await using var journal = SqliteJournal.Open(new SqliteJournalOptions { Path = File });
        await journal.ReadSummaryAsync(FlowAddress.Call("c-1"), TestContext.Current.CancellationToken);

        Assert.Equal(4, Directory.GetFiles(Path.GetDirectoryName(File)!).Length);
        Assert.All(Directory.GetFileSystemEntries(_parent.FullName, "*", SearchOption.AllDirectories), AssertPrivate);
    }

    [Fact]
    public async Task Files_of_before_are_narrowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        await SqliteJournal.Open(new SqliteJournalOptions { Path = File }).DisposeAsync();
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        await using var journal = SqliteJournal.Open(new SqliteJournalOptions { Path = File });

        AssertPrivate(File);
    }

    public void Dispose() => _parent.Delete(recursive: true);

    private static void AssertPrivate(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.True((System.IO.File.GetUnixFileMode(file) & Others) == 0, file);
        }
    }
}
