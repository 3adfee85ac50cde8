using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>A PostgreSQL journal copied by PostgreSQL's own programs, which see one moment of it.</summary>
internal static class PostgresBackup
{
    private const string Journal = "callgrains";

    public static async Task<JournalCopy> WriteAsync(PostgresJournalOptions journal, string copy, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(journal.ConnectionString);
        await using var connection = await ConnectAsync(settings, cancellationToken);
        var format = Format(connection) ?? throw new JournalFormatException($"The database '{settings.Database}' holds no journal; name the one that the hosts have.");

        // pg_dump sees what this transaction sees, so that the count is the copy's.
        await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        var snapshot = (string)connection.Value("SELECT pg_export_snapshot()")!;
        var grains = (long)connection.Value($"SELECT count(*) FROM {Journal}.grains")!;
        var partial = CopyFile.Begin(copy);
        try
        {
            await RunAsync(
                settings,
                "pg_dump",
                ["--format=custom", "--no-owner", "--no-privileges", $"--snapshot={snapshot}", $"--schema={Journal}", $"--schema={PostgresCluster.Schema}", $"--exclude-table-data={PostgresCluster.Schema}.orleansmembership*", $"--file={partial}"],
                cancellationToken);
            return new JournalCopy(grains, format, CopyFile.Complete(partial, copy));
        }
        finally
        {
            File.Delete(partial);
        }
    }

    public static async Task<JournalCopy> RestoreAsync(string copy, PostgresJournalOptions journal, CancellationToken cancellationToken)
    {
        if (!File.Exists(copy))
        {
            throw new IOException($"There is no copy '{copy}'.");
        }

        var settings = new NpgsqlConnectionStringBuilder(journal.ConnectionString);
        await using var connection = await ConnectAsync(settings, cancellationToken);
        if (connection.Value($"SELECT nspname::text FROM pg_namespace WHERE nspname IN ('{Journal}', '{PostgresCluster.Schema}') LIMIT 1") is string there)
        {
            throw new IOException($"The database '{settings.Database}' has a schema '{there}' already: stop the hosts and name an empty database, or drop the schemas {Journal} and {PostgresCluster.Schema}.");
        }

        await RunAsync(settings, "pg_restore", ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", $"--dbname={settings.Database}", copy], cancellationToken);
        var format = Format(connection) ?? throw new JournalFormatException($"'{copy}' holds no journal.");
        return new JournalCopy((long)connection.Value($"SELECT count(*) FROM {Journal}.grains")!, format, new FileInfo(copy).Length);
    }

    private static async Task<NpgsqlConnection> ConnectAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (NpgsqlException e)
        {
            await connection.DisposeAsync();
            throw PostgresErrors.Create(e);
        }
    }

    private static int? Format(NpgsqlConnection connection) =>
        connection.Value($"SELECT true FROM pg_tables WHERE schemaname = '{Journal}' AND tablename = 'schema_version'") is null
            ? null
            : connection.Value($"SELECT max(version) FROM {Journal}.schema_version") as int?;

    /// <summary>The password goes by the environment: everybody sees a program's arguments.</summary>
    private static async Task RunAsync(NpgsqlConnectionStringBuilder settings, string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, ["--no-password", .. arguments]) { RedirectStandardError = true };
        foreach (var (name, value) in Environment(settings).Where(v => v.Value is { Length: > 0 }))
        {
            start.Environment[name] = value;
        }

        using var process = Start(start);
        var said = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new IOException($"{program} failed: {(await said).Trim()}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{start.FileName} is not on this machine; on Debian: apt-get install postgresql-client, in the server's version or a newer one.", e);
        }
    }

    private static Dictionary<string, string?> Environment(NpgsqlConnectionStringBuilder settings) => new()
    {
        ["PGHOST"] = settings.Host,
        ["PGPORT"] = settings.Port.ToString(CultureInfo.InvariantCulture),
        ["PGDATABASE"] = settings.Database,
        ["PGUSER"] = settings.Username,
        ["PGPASSWORD"] = settings.Password,
        ["PGPASSFILE"] = settings.Passfile,
        ["PGSSLMODE"] = settings.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() },
        ["PGSSLROOTCERT"] = settings.RootCertificate,
        ["PGSSLCERT"] = settings.SslCertificate,
        ["PGSSLKEY"] = settings.SslKey,
    };
}
