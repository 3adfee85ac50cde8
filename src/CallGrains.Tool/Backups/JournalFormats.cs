using CallGrains.Storage;
using Npgsql;

namespace CallGrains.Tool.Backups;

/// <summary>The format of a journal, looked at without changing anything.</summary>
/// <param name="Found">Its format; 0 where there is no journal yet.</param>
/// <param name="Known">The newest format that this program knows.</param>
internal readonly record struct JournalFormats(int Found, int Known)
{
    /// <summary>Of a SQLite file.</summary>
    /// <exception cref="JournalFormatException">The file is of another program.</exception>
    /// <exception cref="JournalUnavailableException">It cannot be read.</exception>
    public static JournalFormats Of(SqliteJournalOptions journal)
    {
        if (!File.Exists(journal.Path))
        {
            return new JournalFormats(0, SqliteSchema.Steps.Count);
        }

        using var database = SqliteDatabase.Open(journal.Path, journal.BusyLimit, create: false);
        return database.Number("PRAGMA application_id") == SqliteSchema.ApplicationId
            ? new JournalFormats((int)database.Number("PRAGMA user_version"), SqliteSchema.Steps.Count)
            : throw new JournalFormatException($"'{journal.Path}' is no journal of CallGrains.");
    }

    /// <summary>Of a database, through a connection that is open.</summary>
    public static async Task<JournalFormats> OfAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var there = new NpgsqlCommand("SELECT count(*) FROM pg_tables WHERE schemaname = 'callgrains' AND tablename = 'schema_version'", connection);
        if ((long)(await there.ExecuteScalarAsync(stop))! == 0)
        {
            return new JournalFormats(0, PostgresSchema.Steps.Count);
        }

        await using var version = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM callgrains.schema_version", connection);
        return new JournalFormats((int)(await version.ExecuteScalarAsync(stop))!, PostgresSchema.Steps.Count);
    }
}
