using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CallGrains.Storage;

/// <summary>
/// What is looked at when a file is opened: whether it is damaged, which refuses it, and whether commits are missing,
/// which is said.
/// </summary>
internal static partial class SqliteFileCheck
{
    /// <summary>
    /// Files up to this size are compared with their indexes too; of larger ones only the pages are read.
    /// </summary>
    private const long MostForIndexes = 256L * 1024 * 1024;

    private const int MostFaults = 3;

    /// <summary>Looks at a file before anything is written to it.</summary>
    /// <param name="options">The file, and how long it may take.</param>
    /// <param name="logger">Hears of what is found.</param>
    /// <returns>What somebody should look at although the journal goes on; null for nothing.</returns>
    /// <exception cref="JournalFormatException">The file is damaged.</exception>
    public static string? Run(SqliteJournalOptions options, ILogger logger)
    {
        using var database = SqliteDatabase.Open(options.Path, options.BusyLimit, create: false);
        var isOurs = database.Number("PRAGMA application_id") == SqliteSchema.ApplicationId;
        if (isOurs && options.CheckLimit > TimeSpan.Zero)
        {
            Verify(database, options, logger);
        }

        // A file that is new has lost what its mark knows of; one of another program has no mark.
        return Missing(isOurs ? database.Number("SELECT max(id) FROM entries") : 0, options.Path, logger);
    }

    private static void Verify(SqliteDatabase database, SqliteJournalOptions options, ILogger logger)
    {
        var size = new FileInfo(options.Path).Length;
        var faults = new List<string>();
        try
        {
            using var check = database.PrepareOnce($"PRAGMA {(size <= MostForIndexes ? "integrity_check" : "quick_check")}({MostFaults})");
            database.GiveUpAfter(options.CheckLimit);
            while (check.Step() && check.Text(0) is var found and not "ok")
            {
                faults.Add(found!.ReplaceLineEndings(" "));
            }
        }
        catch (OperationCanceledException)
        {
            LogPartly(logger, options.Path, size / (1024 * 1024), options.CheckLimit);
            return;
        }
        finally
        {
            database.GiveUpNever();
        }

        if (faults.Count > 0)
        {
            throw SqliteErrors.Damaged(options.Path, string.Join("; ", faults));
        }
    }

    /// <summary>Compares the journal with its mark, and keeps the write-ahead log that lost something.</summary>
    private static string? Missing(long last, string path, ILogger logger)
    {
        using var mark = SqliteMark.Open(path);
        if (mark.Read() is not { } marked || marked <= last)
        {
            return null;
        }

        var kept = Keep(path + "-wal");
        mark.Set(last);
        LogMissing(logger, path, marked - last, kept ?? "none was there");
        return $"the journal '{path}' had lost its last {(marked - last).ToString(CultureInfo.InvariantCulture)} entries when it was opened; the log of that start says more";
    }

    /// <summary>A copy, before SQLite writes over it: <c>.recover</c> may find in it what SQLite left out.</summary>
    private static string? Keep(string log)
    {
        if (!File.Exists(log) || new FileInfo(log).Length == 0)
        {
            return null;
        }

        var copy = log + ".lost-" + TimeProvider.System.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        try
        {
            File.Copy(log, copy, overwrite: true);
            return copy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"not copied: {e.Message}";
        }
    }

    [LoggerMessage(11, LogLevel.Error, "The journal '{Path}' lacks its last {Count} entries, which had been acknowledged: its write-ahead log was damaged, cut off or removed, or an older copy was restored. Calls go on from what is there. The write-ahead log as it was: {Copy}")]
    private static partial void LogMissing(ILogger logger, string path, long count, string copy);

    [LoggerMessage(12, LogLevel.Information, "The journal '{Path}' ({Megabytes} MB) was checked for {Limit} without a fault, not to its end (SqliteJournalOptions.CheckLimit).")]
    private static partial void LogPartly(ILogger logger, string path, long megabytes, TimeSpan limit);
}
