namespace CallGrains.Storage.Tests;

/// <summary>A folder of its own for one test's file, gone afterwards.</summary>
public sealed class SqliteFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callgrains-journal-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "journal.db");

    public string Copy(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public SqliteJournal Open() => SqliteJournal.Open(new SqliteJournalOptions { Path = Path });

    public void Dispose() => _folder.Delete(recursive: true);
}
