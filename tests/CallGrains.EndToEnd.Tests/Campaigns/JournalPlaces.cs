using CallGrains.Storage;

namespace CallGrains.EndToEnd.Tests.Campaigns;

/// <summary>Where a host keeps its journal, to be copied and restored.</summary>
internal interface IJournalPlace
{
    /// <summary>The folder of its host.</summary>
    string Data { get; }

    /// <summary>What its host is told beside that.</summary>
    string[] Arguments { get; }

    Task<JournalCopy> BackUpAsync(string copy);

    Task<JournalCopy> RestoreAsync(string copy);
}

/// <summary>A folder with a file of SQLite.</summary>
internal sealed class SqlitePlace(string folder) : IJournalPlace
{
    public string Data => folder;

    public string[] Arguments => [];

    private SqliteJournalOptions Journal => new() { Path = Path.Combine(folder, "journal.db") };

    public Task<JournalCopy> BackUpAsync(string copy) => JournalBackup.BackUpAsync(Journal, copy);

    public Task<JournalCopy> RestoreAsync(string copy) => JournalBackup.RestoreAsync(copy, Journal);
}

/// <summary>A database of PostgreSQL.</summary>
internal sealed class PostgresPlace(string connection, string folder) : IJournalPlace
{
    public string Data => folder;

    public string[] Arguments => ["--set", $"CallGrains:Journal={connection}"];

    private PostgresJournalOptions Journal => new() { ConnectionString = connection };

    public Task<JournalCopy> BackUpAsync(string copy) => JournalBackup.BackUpAsync(Journal, copy);

    public Task<JournalCopy> RestoreAsync(string copy) => JournalBackup.RestoreAsync(copy, Journal);
}
