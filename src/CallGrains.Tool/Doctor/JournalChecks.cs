using System.Globalization;
using CallGrains.Storage;
using CallGrains.Tool.Backups;
using Npgsql;

namespace CallGrains.Tool.Doctor;

/// <summary>Whether the journal can be opened by this version, and its keys are there. Nothing is changed.</summary>
internal static class JournalChecks
{
    private const int Patience = 5;
    private static readonly TimeSpan MostDrift = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Finding>> RunAsync(Installation of, TimeProvider time, CancellationToken stop)
    {
        if (of.Sqlite is { } file)
        {
            return [File(file)];
        }

        return of.Database is { } database
            ? await DatabaseAsync(database, of, time, stop)
            : [Finding.Warn("journal", "The journal is in memory: all calls are forgotten when the host ends. Set CallGrains:Journal to sqlite, or to a PostgreSQL connection string.")];
    }

    private static Finding File(SqliteJournalOptions journal)
    {
        try
        {
            return Of(JournalFormats.Of(journal), $"The journal '{journal.Path}'");
        }
        catch (Exception e) when (e is JournalFormatException or JournalUnavailableException)
        {
            return Finding.Fail("journal", $"{e.Message.TrimEnd('.')}. Look at the file, or restore a backup (callgrains restore).");
        }
    }

    private static Finding Of(JournalFormats formats, string what) =>
        formats.Found == 0 ? Finding.Ok("journal", $"{what} is not there yet; the host makes it.")
        : formats.Found > formats.Known ? Finding.Fail("journal", $"{what} was written by a newer version (format {formats.Found}, this one knows up to {formats.Known}); run that version, or restore a copy of before (callgrains restore).")
        : formats.Found < formats.Known ? Finding.Warn("journal", $"{what} is of format {formats.Found}, the newest is {formats.Known}; the next start brings it up to date, as callgrains migrate does. Back it up before (callgrains backup).")
        : Finding.Ok("journal", $"{what} is of format {formats.Found}, the newest.");

    private static async Task<IReadOnlyList<Finding>> DatabaseAsync(string database, Installation of, TimeProvider time, CancellationToken stop)
    {
        var settings = new NpgsqlConnectionStringBuilder(database) { Timeout = Patience, CommandTimeout = Patience, Pooling = false, ApplicationName = "callgrains doctor" };
        var place = $"{settings.Database} at {settings.Host}:{settings.Port}";
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(stop);
            var findings = new List<Finding> { Finding.Ok("database", $"The database {place} answers (PostgreSQL {connection.PostgreSqlVersion}).") };
            var formats = await JournalFormats.OfAsync(connection, stop);
            findings.Add(Of(formats, $"The journal in {place}"));
            findings.Add(await ClockAsync(connection, time, stop));
            if (of.Settings.Cluster.IsOn && of.Settings.CapabilityKey is null)
            {
                findings.Add(await KeyAsync(connection, formats, stop));
            }

            return findings;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            return [Finding.Fail("database", $"The database {place} cannot be used: {e.Message.ReplaceLineEndings(" ")} {Advice(e)}")];
        }
    }

    private static string Advice(Exception e) => (e as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "Correct user and password (CallGrains:Cluster:PasswordFile, CallGrains:JournalPasswordFile).",
        PostgresErrorCodes.InvalidCatalogName => "Make it (createdb), or correct the name.",
        PostgresErrorCodes.InsufficientPrivilege => "Give its user the rights on the schemas callgrains and callgrains_cluster.",
        _ => "Start the server, open its port, or correct the connection string.",
    };

    private static async Task<Finding> ClockAsync(NpgsqlConnection connection, TimeProvider time, CancellationToken stop)
    {
        await using var now = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var drift = time.GetUtcNow() - new DateTimeOffset((DateTime)(await now.ExecuteScalarAsync(stop))!);
        return drift.Duration() > MostDrift
            ? Finding.Fail("clock", $"This machine's clock and the database's differ by {drift.Duration().TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s; let both be set by NTP.")
            : Finding.Ok("clock", "This machine's clock and the database's agree.");
    }

    private static async Task<Finding> KeyAsync(NpgsqlConnection connection, JournalFormats formats, CancellationToken stop)
    {
        var keys = await KeysOfAsync(connection, stop);
        return keys.Count > 0 ? Finding.Ok("keys", "The key of capability URLs is in the database.")
            : formats.Found == 0 ? Finding.Ok("keys", "The key of capability URLs is made with the journal.")
            : Finding.Fail("keys", "The database has a journal, but no key of capability URLs: what the carrier was given before is refused. Restore the table callgrains_cluster.capability_keys from a backup, or set CallGrains:CapabilityKey to the old key, the same on all hosts.");
    }

    /// <summary>The keys of a cluster; none where its schema is missing.</summary>
    public static async Task<List<byte[]>> KeysOfAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var there = new NpgsqlCommand("SELECT count(*) FROM pg_tables WHERE schemaname = 'callgrains_cluster' AND tablename = 'capability_keys'", connection);
        if ((long)(await there.ExecuteScalarAsync(stop))! == 0)
        {
            return [];
        }

        await using var select = new NpgsqlCommand("SELECT secret FROM callgrains_cluster.capability_keys ORDER BY made_at DESC", connection);
        await using var reader = await select.ExecuteReaderAsync(stop);
        var keys = new List<byte[]>();
        while (await reader.ReadAsync(stop))
        {
            keys.Add(reader.GetFieldValue<byte[]>(0));
        }

        return keys;
    }
}
