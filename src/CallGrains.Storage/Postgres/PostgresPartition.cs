using Npgsql;

namespace CallGrains.Storage;

/// <summary>
/// A partition holds the entries of all grains that were born in one week. It is named by the week's Monday, as a
/// number that people can read: 20260302.
/// </summary>
internal static class PostgresPartition
{
    public const int Days = 7;

    /// <summary>The partition of grains born at <paramref name="time"/>.</summary>
    public static int Of(DateTimeOffset time)
    {
        var day = DateOnly.FromDateTime(time.UtcDateTime);
        var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % Days));
        return (monday.Year * 10_000) + (monday.Month * 100) + monday.Day;
    }

    /// <summary>Makes the partition of <paramref name="now"/> and the next one, where they are missing.</summary>
    public static string OpenSql(DateTimeOffset now) =>
        $"SELECT callgrains.open_shelf({Of(now)}); SELECT callgrains.open_shelf({Of(now.AddDays(Days))})";

    /// <summary>When the week of a partition begins.</summary>
    public static DateTimeOffset Begin(int shelf) => new(shelf / 10_000, shelf / 100 % 100, shelf % 100, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When the week of a partition is over.</summary>
    public static DateTimeOffset End(int shelf) => Begin(shelf).AddDays(Days);

    /// <summary>All partitions, the oldest first.</summary>
    public static async Task<List<int>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT substr(c.relname, 9)::int FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'callgrains.entries'::regclass ORDER BY 1
            """;
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var shelves = new List<int>();
        while (await rows.ReadAsync(cancellationToken))
        {
            shelves.Add(rows.GetInt32(0));
        }

        return shelves;
    }
}
