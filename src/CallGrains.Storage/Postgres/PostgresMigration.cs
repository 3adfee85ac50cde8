using Npgsql;

namespace CallGrains.Storage;

/// <summary>
/// Brings the schema of a PostgreSQL journal forward, as every host does when it starts, or back, for a program of
/// before. No entry is lost either way.
/// </summary>
/// <remarks>Safe for use by many threads and processes: one migration runs at a time, in one transaction.</remarks>
public static class PostgresMigration
{
    /// <summary>The format that this program reads and writes.</summary>
    public static int Current => PostgresSchema.Steps.Count;

    /// <summary>The oldest format that a journal can be brought back to.</summary>
    public static int Oldest => PostgresStepsBack.Oldest;

    /// <summary>The format of a journal; 0 where there is none.</summary>
    /// <param name="options">The database.</param>
    /// <exception cref="JournalFormatException">It was written by a newer program.</exception>
    /// <exception cref="JournalUnavailableException">The server does not answer, or refuses.</exception>
    public static int Read(PostgresJournalOptions options) => Connected(options, PostgresSchema.Version);

    /// <summary>Brings a journal to a format, forward or back. An empty database gets one.</summary>
    /// <param name="options">The database.</param>
    /// <param name="to">The format, <see cref="Oldest"/> to <see cref="Current"/>; null for <see cref="Current"/>.
    /// </param>
    /// <returns>The format of before; 0 where there was none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format, or no way back to it.</exception>
    /// <exception cref="InvalidOperationException">Hosts have the journal open: what is to go back has to be at
    /// rest.</exception>
    /// <exception cref="JournalFormatException">It was written by a newer program, or is another
    /// program's.</exception>
    /// <exception cref="JournalUnavailableException">The server does not answer, or refuses.</exception>
    public static int Migrate(PostgresJournalOptions options, int? to = null)
    {
        var target = to ?? Current;
        if (target < Oldest || target > Current)
        {
            throw new ArgumentOutOfRangeException(nameof(to), target, $"This program brings a journal to the formats {Oldest} to {Current}.");
        }

        return Connected(options, connection =>
        {
            var before = PostgresSchema.Version(connection);
            if (before <= target)
            {
                PostgresSchema.Apply(connection, [.. PostgresSchema.Steps.Take(target)]);
            }
            else
            {
                PostgresSchema.Undo(connection, target);
            }

            return before;
        });
    }

    private static int Connected(PostgresJournalOptions options, Func<NpgsqlConnection, int> work)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults().ToList() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(options));
        }

        try
        {
            using var source = PostgresSource.Create(options);
            using var connection = source.OpenConnection();
            return work(connection);
        }
        catch (NpgsqlException e)
        {
            throw PostgresErrors.Create(e);
        }
    }
}
