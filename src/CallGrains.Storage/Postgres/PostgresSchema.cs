using Npgsql;

namespace CallGrains.Storage;

/// <summary>
/// The format of a schema of ours, <c>callgrains</c> for the journal, and how an older one becomes a current one.
/// </summary>
internal static class PostgresSchema
{
    private const string Journal = "callgrains";
    private const long MigrationLock = 0x4347726E;

    /// <summary>
    /// The step at index n leads from version n to n + 1. A step that was once released is never edited.
    /// </summary>
    public static readonly IReadOnlyList<string> Steps = [Read("Schema.1.sql"), Read("Schema.2.sql"), Read("Schema.3.sql"), Read("Schema.4.sql"), Read("Schema.5.sql"), Read("Schema.6.sql"), Read("Schema.7.sql")];

    /// <summary>
    /// Creates the schema or brings it up to date, one process at a time and in one transaction; refuses any other. A
    /// schema that is current already is left alone, so that a user who may not create anything can use it.
    /// </summary>
    public static void Apply(NpgsqlConnection connection, IReadOnlyList<string> steps, string schema = Journal)
    {
        if (Version(connection, schema, steps.Count) == steps.Count)
        {
            return;
        }

        using var transaction = connection.BeginTransaction();
        connection.Execute($"SELECT pg_advisory_xact_lock({MigrationLock})");
        var version = Version(connection, schema, steps.Count);
        if (version == 0)
        {
            Create(connection, schema);
        }

        for (; version < steps.Count; version++)
        {
            connection.Execute(steps[version]);
            connection.Execute($"INSERT INTO {schema}.schema_version (version) VALUES ({version + 1})");
        }

        transaction.Commit();
    }

    /// <summary>The journal's version; 0 where there is none.</summary>
    public static int Version(NpgsqlConnection connection) => Version(connection, Journal, Steps.Count);

    /// <summary>Brings the journal back to an older version, in one transaction, while no host has it open.</summary>
    public static void Undo(NpgsqlConnection connection, int to)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute($"SELECT pg_advisory_xact_lock({MigrationLock})");
        if (connection.Value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'CallGrains' AND pid <> pg_backend_pid()") is long hosts and > 0)
        {
            throw new InvalidOperationException($"Hosts have {hosts} connections to the database '{connection.Database}'; stop all of them first, because they cannot go on with an older format.");
        }

        for (var version = Version(connection); version > to; version--)
        {
            connection.Execute(PostgresStepsBack.From(version));
            connection.Execute($"DELETE FROM {Journal}.schema_version WHERE version = {version}");
        }

        transaction.Commit();
    }

    /// <summary>Makes sure that this is a journal of this very version.</summary>
    public static void Verify(NpgsqlConnection connection)
    {
        if (Version(connection, Journal, Steps.Count) < Steps.Count)
        {
            throw new JournalUnavailableException(
                $"The database '{connection.Database}' no longer holds this journal; look which server the connection string leads to, and restart this process to create the journal there.");
        }
    }

    private static int Version(NpgsqlConnection connection, string schema, int known)
    {
        // Not by to_regclass: that goes by a cache, which may not have heard of what another process has just made.
        if (connection.Value($"SELECT true FROM pg_tables WHERE schemaname = '{schema}' AND tablename = 'schema_version'") is null)
        {
            return 0;
        }

        var version = connection.Value($"SELECT max(version) FROM {schema}.schema_version") as int? ?? 0;
        return version <= known
            ? version
            : throw new JournalFormatException(
                $"The {(schema == Journal ? "journal" : $"schema '{schema}'")} in the database '{connection.Database}' was written by a newer version (format {version}, this one knows up to {known}): run that version again, bring the journal back with it (callgrains migrate --to {known}), or name another database.");
    }

    private static void Create(NpgsqlConnection connection, string schema)
    {
        if (connection.Value($"SELECT true FROM pg_namespace WHERE nspname = '{schema}'") is null)
        {
            connection.Execute($"CREATE SCHEMA {schema}");
        }
        else if (connection.Value($"SELECT relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = '{schema}' LIMIT 1") is string other)
        {
            throw new JournalFormatException(
                $"The database '{connection.Database}' has a schema '{schema}' of another program ('{other}' is in it); name a database of its own for CallGrains.");
        }

        connection.Execute($"CREATE TABLE {schema}.schema_version (version int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())");
    }

    /// <summary>A file beside this one.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(PostgresSchema).Assembly.GetManifestResourceStream($"CallGrains.Storage.Postgres.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
