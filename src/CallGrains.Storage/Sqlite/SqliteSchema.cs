namespace CallGrains.Storage;

/// <summary>The file's format and how an older file becomes a current one.</summary>
internal static class SqliteSchema
{
    /// <summary>Marks the file as ours ('CGrn'), for <c>file</c> and for whoever opens the wrong one.</summary>
    public const int ApplicationId = 0x4347726E;

    /// <summary>
    /// The step at index n leads from version n to n + 1. A step that was once released is never edited.
    /// </summary>
    public static readonly IReadOnlyList<string> Steps = [Version1, Version2, Version3, Version4, Version5];

    /// <summary>
    /// Entries are a log in the order of arrival, found by (grain, sequence): a batch then writes a few full pages,
    /// where a table clustered by grain would write one page an entry. The surrogate key keeps live grains together.
    /// </summary>
    private const string Version1 = """
        CREATE TABLE grains (
            id INTEGER PRIMARY KEY,
            address TEXT NOT NULL UNIQUE,
            kind INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            state INTEGER NOT NULL,
            flow TEXT NOT NULL,
            flow_version INTEGER NOT NULL,
            direction TEXT,
            from_number TEXT,
            to_number TEXT,
            carrier_id TEXT,
            created_at INTEGER NOT NULL,
            ended_at INTEGER,
            cause TEXT,
            fault TEXT,
            wake_at INTEGER,
            pending_effects INTEGER NOT NULL
        );
        CREATE INDEX grains_wake ON grains (wake_at) WHERE wake_at IS NOT NULL;
        CREATE INDEX grains_live ON grains (state) WHERE state < 2;
        CREATE INDEX grains_pending ON grains (id) WHERE pending_effects > 0;
        CREATE INDEX grains_from ON grains (from_number);
        CREATE INDEX grains_to ON grains (to_number);
        CREATE INDEX grains_flow ON grains (flow);
        CREATE INDEX grains_kind ON grains (kind);
        CREATE TABLE entries (
            id INTEGER PRIMARY KEY,
            grain INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            body BLOB,
            raw BLOB
        );
        CREATE UNIQUE INDEX entries_sequence ON entries (grain, sequence);
        CREATE VIEW journal AS
            SELECT g.address, e.sequence, CAST(e.body AS TEXT) AS body, CAST(e.raw AS TEXT) AS raw
            FROM entries e JOIN grains g ON g.id = e.grain;
        """;

    /// <summary>Lists by time and by fault.</summary>
    private const string Version2 = """
        CREATE INDEX grains_created ON grains (created_at);
        CREATE INDEX grains_fault ON grains (id) WHERE fault IS NOT NULL;
        """;

    /// <summary>What flows say of themselves.</summary>
    private const string Version3 = "ALTER TABLE grains ADD COLUMN status TEXT; ALTER TABLE grains ADD COLUMN result TEXT;";

    /// <summary>
    /// When a grain was last used, for what never ends. What was used before this step counts as used now.
    /// </summary>
    private const string Version4 = """
        ALTER TABLE grains ADD COLUMN used_at INTEGER;
        UPDATE grains SET used_at = CAST(strftime('%s', 'now') AS INTEGER) * 10000000 WHERE ended_at IS NULL;
        """;

    /// <summary>Events on their way out, each once for each receiver. Those without a time are dead letters.</summary>
    private const string Version5 = """
        CREATE TABLE feed (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            receiver TEXT NOT NULL,
            event TEXT NOT NULL,
            address TEXT NOT NULL,
            position INTEGER NOT NULL,
            type TEXT NOT NULL,
            at INTEGER NOT NULL,
            body BLOB NOT NULL,
            due_at INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            error TEXT
        );
        CREATE UNIQUE INDEX feed_order ON feed (address, receiver, position);
        CREATE INDEX feed_due ON feed (receiver, due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX feed_dead ON feed (id) WHERE due_at IS NULL;
        """;

    /// <summary>
    /// Makes a new file ours, brings an older one up to date, and refuses any other before touching it.
    /// </summary>
    public static void Apply(SqliteDatabase database, string path, IReadOnlyList<string> steps)
    {
        VerifyAtOnce(database, path, steps.Count);
        UseWal(database, path);
        database.Execute("BEGIN IMMEDIATE");
        Verify(database, path, steps.Count);
        for (var version = (int)database.Number("PRAGMA user_version"); version < steps.Count; version++)
        {
            database.Execute(steps[version]);
            database.Execute($"PRAGMA user_version = {version + 1}; PRAGMA application_id = {ApplicationId}");
        }

        database.Execute("COMMIT");
    }

    // In one transaction: another process may be making the file meanwhile.
    private static void VerifyAtOnce(SqliteDatabase database, string path, int known)
    {
        database.Execute("BEGIN");
        Verify(database, path, known);
        database.Execute("COMMIT");
    }

    private static void Verify(SqliteDatabase database, string path, int known)
    {
        var version = database.Number("PRAGMA user_version");
        if (database.Number("PRAGMA application_id") != ApplicationId)
        {
            if (version != 0 || database.Number("SELECT count(*) FROM sqlite_schema") != 0)
            {
                throw new JournalFormatException($"'{path}' is a SQLite file of another program; name a file of its own for the journal.");
            }
        }
        else if (version > known)
        {
            throw new JournalFormatException(
                $"'{path}' was written by a newer version (format {version}, this one knows up to {known}): run that version again, or name another file.");
        }
    }

    private static void UseWal(SqliteDatabase database, string path)
    {
        var mode = SwitchToWal(database);
        if (mode != "wal")
        {
            throw new JournalUnavailableException($"'{path}' is on a file system without shared memory (SQLite mode '{mode}'); name a file on a local disk.");
        }
    }

    // Changing the mode does not wait for locks, unlike a transaction: wait with one, then try. Somebody else may come
    // in between.
    private static string? SwitchToWal(SqliteDatabase database)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            database.Execute("BEGIN IMMEDIATE; COMMIT");
            try
            {
                return database.Value("PRAGMA journal_mode = WAL");
            }
            catch (JournalUnavailableException) when (TimeProvider.System.GetElapsedTime(started) < database.BusyLimit)
            {
            }
        }
    }
}
