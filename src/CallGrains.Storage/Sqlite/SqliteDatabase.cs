using SQLitePCL;
using static SQLitePCL.raw;

namespace CallGrains.Storage;

/// <summary>
/// One connection to a SQLite file, straight on the C interface: an append costs a handful of calls, none of which
/// allocates.
/// </summary>
/// <remarks>For one thread at a time.</remarks>
internal sealed class SqliteDatabase : IDisposable
{
    private const int InstructionsBetweenLooks = 10;

    private readonly sqlite3 _handle;
    private readonly string _path;
    private readonly List<SqliteStatement> _statements = [];

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(sqlite3 handle, string path) => (_handle, _path) = (handle, path);

    /// <summary>Opens a file; statements wait for locks up to <paramref name="busyLimit"/>.</summary>
    public static SqliteDatabase Open(string path, TimeSpan busyLimit, bool create)
    {
        var flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
        var code = sqlite3_open_v2(path, out var handle, flags, null);
        var database = new SqliteDatabase(handle, path);
        try
        {
            database.Check(code);
            sqlite3_extended_result_codes(handle, 1);
            database.WaitForLocks(busyLimit);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The key that the last INSERT got.</summary>
    public long LastKey => sqlite3_last_insert_rowid(_handle);

    /// <summary>How many rows the last INSERT, UPDATE or DELETE changed.</summary>
    public int Changes => sqlite3_changes(_handle);

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => sqlite3_get_autocommit(_handle) == 0;

    /// <summary>How long a statement waits for other connections' locks.</summary>
    public TimeSpan BusyLimit { get; private set; }

    /// <summary>From now on a statement waits this long for other connections' locks.</summary>
    public void WaitForLocks(TimeSpan limit)
    {
        Check(sqlite3_busy_timeout(_handle, (int)limit.TotalMilliseconds));
        BusyLimit = limit;
    }

    /// <summary>From now on the file grows to this many pages at most; null for any number.</summary>
    public void LimitPages(int? most)
    {
        if (most is { } pages)
        {
            Execute($"PRAGMA max_page_count = {pages}");
        }
    }

    /// <summary>
    /// Ends whatever statement is running when this much time has passed, with an
    /// <see cref="OperationCanceledException"/>; so every later one.
    /// </summary>
    public void GiveUpAfter(TimeSpan limit)
    {
        var started = TimeProvider.System.GetTimestamp();
        sqlite3_progress_handler(_handle, InstructionsBetweenLooks, _ => TimeProvider.System.GetElapsedTime(started) > limit ? 1 : 0, null);
    }

    /// <summary>From now on statements take as long as they take.</summary>
    public void GiveUpNever() => sqlite3_progress_handler(_handle, 0, null, null);

    /// <summary>
    /// Ends the running statement of another thread with an <see cref="OperationCanceledException"/>.
    /// </summary>
    public void Interrupt() => sqlite3_interrupt(_handle);

    /// <summary>Compiles a statement for repeated use; it is freed with the connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(sqlite3_prepare_v3(_handle, sql, SQLITE_PREPARE_PERSISTENT, out var handle));
        var statement = new SqliteStatement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs one or more statements once.</summary>
    public void Execute(string sql) => Check(sqlite3_exec(_handle, sql));

    /// <summary>Compiles a statement for one use; the caller disposes it.</summary>
    public SqliteStatement PrepareOnce(string sql)
    {
        Check(sqlite3_prepare_v2(_handle, sql, out var handle));
        return new SqliteStatement(this, handle);
    }

    /// <summary>The first value that a statement yields, such as <c>PRAGMA user_version</c>.</summary>
    public string? Value(string sql)
    {
        using var statement = PrepareOnce(sql);
        return statement.Step() ? statement.Text(0) : null;
    }

    /// <summary>The first value that a statement yields, as a number.</summary>
    public long Number(string sql)
    {
        using var statement = PrepareOnce(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    /// <summary>Throws what a result code means; nothing when it means success.</summary>
    public void Check(int code)
    {
        if (code != SQLITE_OK)
        {
            throw SqliteErrors.Create(code, sqlite3_errmsg(_handle).utf8_to_string(), _path);
        }
    }

    /// <summary>Frees the statements and closes; an open transaction is rolled back.</summary>
    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose());
        _handle.Dispose();
    }
}
