namespace CallGrains.Storage;

/// <summary>
/// Proves that the file takes a commit and gives back what was written: a row of a table of its own, large enough to
/// need room, is committed, read and removed.
/// </summary>
/// <remarks>No step of the file's format: a version that does not know the table is not hindered by it.</remarks>
internal static class SqliteProof
{
    private const int Room = 16 * 1024;
    private const string Table = "CREATE TABLE IF NOT EXISTS proofs (id INTEGER PRIMARY KEY, room BLOB NOT NULL)";

    /// <exception cref="JournalUnavailableException">It cannot be written or read now.</exception>
    /// <exception cref="JournalFormatException">It is damaged.</exception>
    public static void Run(SqliteJournalOptions options)
    {
        using var database = SqliteDatabase.Open(options.Path, options.BusyLimit, create: false);
        database.Execute("PRAGMA synchronous = FULL");
        database.LimitPages(options.MaxPages);

        database.Execute($"BEGIN IMMEDIATE; {Table}; INSERT INTO proofs (room) VALUES (randomblob({Room})); COMMIT");
        var key = database.LastKey;
        var read = database.Number($"SELECT length(room) FROM proofs WHERE id = {key}");
        database.Execute($"DELETE FROM proofs WHERE id = {key}");
        if (read != Room)
        {
            throw SqliteErrors.Damaged(options.Path, "what was just written cannot be read");
        }
    }
}
