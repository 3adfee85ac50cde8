namespace CallGrains.Storage;

/// <summary>The secrets of capability URLs, in a table beside the journal's.</summary>
/// <remarks>No step of the file's format: a version that does not know the table is not hindered by it.</remarks>
internal static class SqliteKeys
{
    private const string Table = "CREATE TABLE IF NOT EXISTS capability_keys (id INTEGER PRIMARY KEY, secret BLOB NOT NULL)";

    public static IReadOnlyList<byte[]> ReadOrAdd(SqliteJournalOptions options, Func<IReadOnlyList<byte[]>, byte[]?> add)
    {
        using var database = SqliteDatabase.Open(options.Path, options.BusyLimit, create: false);
        database.Execute("PRAGMA synchronous = FULL; BEGIN IMMEDIATE; " + Table);
        var kept = Read(database);
        if (add(kept) is { } secret)
        {
            using var insert = database.PrepareOnce("INSERT INTO capability_keys (secret) VALUES (?1)");
            insert.Bind(1, secret);
            insert.Step();
            kept.Insert(0, secret);
        }

        database.Execute("COMMIT");
        return kept;
    }

    /// <summary>Those of a file with the table, the newest first.</summary>
    public static List<byte[]> Read(SqliteDatabase database)
    {
        using var select = database.PrepareOnce("SELECT secret FROM capability_keys ORDER BY id DESC");
        var keys = new List<byte[]>();
        while (select.Step())
        {
            keys.Add(select.Bytes(0));
        }

        return keys;
    }
}
