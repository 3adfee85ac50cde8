using Microsoft.Extensions.Logging;

namespace CallGrains.Storage;

/// <summary>
/// A SQLite journal copied by <c>VACUUM INTO</c>: one read transaction, which sees one moment and delays no writer. The
/// write-ahead log grows meanwhile by what is written.
/// </summary>
internal static partial class SqliteBackup
{
    public static JournalCopy Write(SqliteJournalOptions journal, string copy, CancellationToken cancellationToken)
    {
        if (!File.Exists(journal.Path))
        {
            throw new JournalUnavailableException($"There is no journal '{journal.Path}'; name the folder that the host has for CallGrains:Data.");
        }

        return Complete(copy, Vacuum, cancellationToken);

        void Vacuum(string partial)
        {
            using var database = SqliteDatabase.Open(journal.Path, journal.BusyLimit, create: false);
            using var stop = cancellationToken.Register(database.Interrupt);
            Recognize(database, journal.Path);
            using var vacuum = database.PrepareOnce("VACUUM INTO ?1");
            vacuum.Bind(1, partial);
            vacuum.Step();
        }
    }

    public static JournalCopy Restore(string copy, SqliteJournalOptions journal, CancellationToken cancellationToken)
    {
        if (!File.Exists(copy))
        {
            throw new JournalUnavailableException($"There is no copy '{copy}'.");
        }

        if (PrivateFiles.FilesOf(journal.Path).FirstOrDefault(Path.Exists) is { } there)
        {
            throw new IOException($"'{there}' is there already: stop the host and move the journal's files (journal.db, -wal, -shm, -mark) away.");
        }

        PrivateFiles.PrepareFolder(journal.Path);
        return Complete(journal.Path, partial => File.Copy(copy, partial, overwrite: true), cancellationToken);
    }

    /// <summary>
    /// Keeps a file of an older format, before it is brought up to date: the way back to the program that wrote it.
    /// Where there is no room for that, the journal is brought up to date all the same.
    /// </summary>
    public static void KeepOlder(SqliteJournalOptions journal, ILogger logger)
    {
        var format = 0;
        using (var database = SqliteDatabase.Open(journal.Path, journal.BusyLimit, create: false))
        {
            format = database.Number("PRAGMA application_id") == SqliteSchema.ApplicationId ? (int)database.Number("PRAGMA user_version") : 0;
        }

        var copy = $"{journal.Path}.format-{format}";
        if (format == 0 || format >= SqliteSchema.Steps.Count || File.Exists(copy))
        {
            return;
        }

        try
        {
            Write(journal, copy, CancellationToken.None);
            LogKept(logger, journal.Path, format, copy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JournalUnavailableException)
        {
            LogNotKept(logger, journal.Path, format, e.Message);
        }
    }

    private static JournalCopy Complete(string path, Action<string> write, CancellationToken cancellationToken)
    {
        var partial = CopyFile.Begin(path);
        try
        {
            write(partial);
            cancellationToken.ThrowIfCancellationRequested();
            var (grains, format) = Verify(partial, cancellationToken);
            return new JournalCopy(grains, format, CopyFile.Complete(partial, path));
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Reads all of the copy: one that cannot be read is found now, not on the day it is needed.</summary>
    private static (long Grains, int Format) Verify(string path, CancellationToken cancellationToken)
    {
        using var database = SqliteDatabase.Open(path, TimeSpan.Zero, create: false);
        using var stop = cancellationToken.Register(database.Interrupt);
        var format = Recognize(database, path);
        return database.Value("PRAGMA integrity_check(1)") is var found and not "ok"
            ? throw SqliteErrors.Damaged(path, found ?? "it is empty")
            : (database.Number("SELECT count(*) FROM grains"), format);
    }

    private static int Recognize(SqliteDatabase database, string path)
    {
        if (database.Number("PRAGMA application_id") != SqliteSchema.ApplicationId)
        {
            throw new JournalFormatException($"'{path}' is no journal of CallGrains.");
        }

        var format = (int)database.Number("PRAGMA user_version");
        return format <= SqliteSchema.Steps.Count
            ? format
            : throw new JournalFormatException($"'{path}' was written by a newer version (format {format}, this one knows up to {SqliteSchema.Steps.Count}): use that version.");
    }

    [LoggerMessage(13, LogLevel.Information, "The journal '{Path}' of format {Format} is brought up to date; as it was, it is kept as '{Copy}': the way back to the version that wrote it. Remove the copy when you will not go back.")]
    private static partial void LogKept(ILogger logger, string path, int format, string copy);

    [LoggerMessage(14, LogLevel.Warning, "The journal '{Path}' of format {Format} is brought up to date, and could not be kept as it was: {Reason}")]
    private static partial void LogNotKept(ILogger logger, string path, int format, string reason);
}
