using System.Data;
using CallGrains.Flows;
using Npgsql;

namespace CallGrains.Storage;

/// <summary>The connection that writes. After a failure it is thrown away, so that no doubt outlives it.</summary>
internal sealed class PostgresWriteSession : IDisposable
{
    // The plans are made once and must do for tables of any size; each step of a batch finds its rows by an index.
    private const string Settings = """
        SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
        SET enable_bitmapscan = off; SET jit = off; SET default_transaction_isolation = 'read committed'
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _append;
    private int _shelf;

    private PostgresWriteSession(NpgsqlConnection connection, NpgsqlCommand append) => (_connection, _append) = (connection, append);

    /// <summary>Connects, and checks that what is acknowledged there will be true.</summary>
    public static PostgresWriteSession Open(NpgsqlDataSource source, PostgresAppendCommand command, TimeSpan limit)
    {
        var connection = source.OpenConnection();
        try
        {
            PostgresSchema.Verify(connection);
            RequireFlushes(connection);
            connection.Execute(Settings);
            return new PostgresWriteSession(connection, command.Prepare(connection, limit));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that grains born at <paramref name="now"/> have a shelf, and already those of the week after.</summary>
    public void OpenShelves(DateTimeOffset now)
    {
        var shelf = PostgresShelf.Of(now);
        if (shelf != _shelf)
        {
            PostgresShelf.Open(_connection, now);
            _shelf = shelf;
        }
    }

    /// <summary>
    /// Commits what the command was loaded with; lists the grains that were refused, by their places from 1, with the
    /// numbers where they stand.
    /// </summary>
    public void Append(List<(int Place, long Actual)> refused)
    {
        using var reader = _append.ExecuteReader(CommandBehavior.SingleResult);
        while (reader.Read())
        {
            refused.Add((reader.GetInt32(0), reader.GetInt64(1)));
        }

        // The rows come before the commit: only the end of the answer says that it is done.
        reader.Close();
    }

    public void Dispose()
    {
        _append.Dispose();
        _connection.Dispose();
    }

    private static void RequireFlushes(NpgsqlConnection connection)
    {
        foreach (var setting in (ReadOnlySpan<string>)["synchronous_commit", "fsync"])
        {
            if (connection.Value($"SHOW {setting}") is "off")
            {
                throw new JournalUnavailableException(
                    $"The journal's database has {setting} = off: it would acknowledge what a crash takes back. Switch it on (ALTER SYSTEM SET {setting} = on; SELECT pg_reload_conf()).");
            }
        }
    }
}
