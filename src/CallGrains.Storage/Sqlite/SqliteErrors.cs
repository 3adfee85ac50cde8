using static SQLitePCL.raw;

namespace CallGrains.Storage;

/// <summary>What SQLite's result codes mean for a journal.</summary>
internal static class SqliteErrors
{
    private const int PrimaryCode = 0xFF;

    /// <summary>The exception for a code that is not success.</summary>
    public static Exception Create(int code, string message) => (code & PrimaryCode) switch
    {
        SQLITE_BUSY => Unavailable(code, message, "another process has been writing it for longer than SqliteJournalOptions.BusyLimit"),
        SQLITE_INTERRUPT => new OperationCanceledException(),
        SQLITE_FULL => Unavailable(code, message, "the disk is full: make room, the journal goes on by itself"),
        SQLITE_IOERR => Unavailable(code, message, "the disk failed: look at its health and its free space"),
        SQLITE_CANTOPEN => Unavailable(code, message, "the file cannot be opened: look at its path, its folder and its rights"),
        SQLITE_READONLY or SQLITE_PERM => Unavailable(code, message, "the file may not be written: look at the rights of the file and its folder"),
        SQLITE_CORRUPT or SQLITE_NOTADB => new JournalFormatException(
            $"The journal file is damaged, or is no SQLite file ({message}, SQLite code {code}). "
            + "Move it and its -wal and -shm files away and restore a copy, or save what is readable with: sqlite3 FILE .recover"),
        _ => Unavailable(code, message, "SQLite refused it"),
    };

    private static JournalUnavailableException Unavailable(int code, string message, string advice) =>
        new($"The journal file is not available: {advice} ({message}, SQLite code {code}). Reload the grain before going on.");
}
