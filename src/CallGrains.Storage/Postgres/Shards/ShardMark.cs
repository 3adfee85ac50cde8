using System.Globalization;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>
/// What a database says of its place among those over which a journal is spread (schema <c>callgrains_shard</c>), so
/// that it is never opened in another place, or alone.
/// </summary>
/// <param name="Number">Its place, from 0.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Journal">The journal to which all of them belong.</param>
internal sealed record ShardMark(int Number, int Count, Guid Journal)
{
    private const string Schema = "callgrains_shard";
    private const long MarkLock = 0x43477368;

    /// <summary>Refuses a database that is one of several, where it was named alone.</summary>
    public static void RefuseShard(NpgsqlConnection connection)
    {
        if (Read(connection) is { } mark)
        {
            throw new JournalFormatException(
                $"The database '{connection.Database}' is number {mark.Number + 1} of {mark.Count} over which a journal is spread; name all of them, in the same order (CallGrains:JournalShards).");
        }
    }

    /// <summary>
    /// Makes sure that a database belongs in this place; marks one that has no mark yet, if all its grains belong
    /// there.
    /// </summary>
    /// <param name="connection">The database.</param>
    /// <param name="number">The place, from 0.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="journal">The journal; null for the first database, which says it.</param>
    /// <returns>The journal.</returns>
    /// <exception cref="JournalFormatException">It belongs elsewhere.</exception>
    public static Guid Apply(NpgsqlConnection connection, int number, int count, Guid? journal)
    {
        var mark = Read(connection) ?? Write(connection, new ShardMark(number, count, journal ?? Guid.NewGuid()));
        if (mark.Number != number || mark.Count != count)
        {
            throw new JournalFormatException(
                $"The database '{connection.Database}' is number {mark.Number + 1} of {mark.Count} over which its journal is spread, but is named as number {number + 1} of {count}; name the same databases in the same order as before: neither number nor order can be changed.");
        }

        return journal is null || mark.Journal == journal
            ? mark.Journal
            : throw new JournalFormatException($"The database '{connection.Database}' belongs to another journal than the first of those over which this one is spread; name the databases of one journal.");
    }

    private static ShardMark? Read(NpgsqlConnection connection)
    {
        // Not by to_regclass, as PostgresSchema says.
        if (connection.Value($"SELECT true FROM pg_tables WHERE schemaname = '{Schema}' AND tablename = 'place'") is null)
        {
            return null;
        }

        using var command = new NpgsqlCommand($"SELECT number, count, journal FROM {Schema}.place", connection);
        using var row = command.ExecuteReader();
        return row.Read() ? new ShardMark(row.GetInt32(0), row.GetInt32(1), row.GetGuid(2)) : null;
    }

    private static ShardMark Write(NpgsqlConnection connection, ShardMark mark)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute($"SELECT pg_advisory_xact_lock({MarkLock})");
        if (Read(connection) is { } other)
        {
            return other;
        }

        VerifyGrains(connection, mark);
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            CREATE SCHEMA IF NOT EXISTS {Schema};
            CREATE TABLE {Schema}.place (number int NOT NULL, count int NOT NULL, journal uuid NOT NULL, single boolean PRIMARY KEY DEFAULT true CHECK (single));
            INSERT INTO {Schema}.place (number, count, journal) VALUES ({mark.Number}, {mark.Count}, '{mark.Journal}')
            """));
        transaction.Commit();
        return mark;
    }

    /// <summary>
    /// A database without a mark is new, or was restored from a backup: then its grains say whether it belongs here.
    /// </summary>
    private static void VerifyGrains(NpgsqlConnection connection, ShardMark mark)
    {
        using var command = new NpgsqlCommand("SELECT address FROM callgrains.grains", connection) { CommandTimeout = 0 };
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (ShardHash.Of(rows.GetString(0), mark.Count) is var place && place != mark.Number)
            {
                throw new JournalFormatException(
                    $"The database '{connection.Database}' cannot be number {mark.Number + 1} of {mark.Count} over which a journal is spread: it holds grains that belong to number {place + 1}. A journal that was in one database stays there; a restored one has its old place.");
            }
        }
    }
}
