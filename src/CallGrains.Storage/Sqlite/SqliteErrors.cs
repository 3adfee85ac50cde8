using static SQLitePCL.raw;

namespace CallGrains.Storage;

/// <summary>What SQLite's result codes mean for a journal.</summary>
internal static class SqliteErrors
{
    private const int PrimaryCode = 0xFF;

    /// <summary>The exception for a code that is not success.</summary>
    /// <param name="code">SQLite's result code.</param>
    /// <param name="message">SQLite's words.</param>
    /// <param name="path">The journal's file.</param>
    public static Exception Create(int code, string message, string path) => (code & PrimaryCode) switch
    {
        SQLITE_BUSY => Unavailable(path, code, message, "another process has been writing it for longer than SqliteJournalOptions.BusyLimit"),
        SQLITE_INTERRUPT => new OperationCanceledException(),
        SQLITE_FULL => Unavailable(path, code, message, "the disk is full: make room, the journal goes on by itself"),
        SQLITE_IOERR => Unavailable(path, code, message, "the disk failed: look at its health and its free space"),
        SQLITE_CANTOPEN => Unavailable(path, code, message, $"it cannot be opened: {Obstacle(path)}"),
        SQLITE_READONLY or SQLITE_PERM => Unavailable(path, code, message, "it may not be written: look at the rights of the file and its folder"),
        SQLITE_CORRUPT or SQLITE_NOTADB => Damaged(path, $"{message}, SQLite code {code}"),
        _ => Unavailable(path, code, message, "SQLite refused it"),
    };

    /// <summary>What is said of a damaged file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What was found.</param>
    public static JournalFormatException Damaged(string path, string what) => new(
        $"The journal file '{path}' is damaged, or is no SQLite file ({what}). "
        + $"Move it and its -wal, -shm and -mark files away and restore a copy, or save what is readable with: sqlite3 '{path}' .recover");

    private static JournalUnavailableException Unavailable(string path, int code, string message, string advice) =>
        new($"The journal file '{path}' is not available: {advice} ({message}, SQLite code {code}). Reload the grain before going on.");

    /// <summary>Why a file cannot be opened, as far as can be seen from here: SQLite does not say.</summary>
    private static string Obstacle(string path)
    {
        if (PrivateFiles.FilesOf(path).FirstOrDefault(Directory.Exists) is { } folder)
        {
            return $"'{folder}' is a folder, where a file should be";
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            return "its folder does not exist";
        }

        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return "look at the rights of its folder, and how many files this process has open";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
