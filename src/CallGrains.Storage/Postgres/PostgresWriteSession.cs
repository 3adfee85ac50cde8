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

    private const string ForgetSql = """
        DELETE FROM callgrains.entries e USING callgrains.grains g, callgrains.heads h WHERE g.address = $1 AND h.grain = g.id AND e.shelf = h.shelf AND e.grain = h.grain AND e.sequence < $2
        """;

    private readonly NpgsqlConnection _connection;
    private int _partition;

    private PostgresWriteSession(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Connects, and checks that what is acknowledged there will be true.</summary>
    public static PostgresWriteSession Open(NpgsqlDataSource source, PostgresAppendCommand command, TimeSpan limit)
    {
        var connection = source.OpenConnection();
        try
        {
            PostgresSchema.Verify(connection);
            RequireFlushes(connection);
            connection.Execute(Settings);
            command.Prepare(connection, limit);
            return new PostgresWriteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes sure that grains born at <paramref name="now"/> have a partition, and already those of the week after.
    /// </summary>
    public void OpenPartitions(DateTimeOffset now)
    {
        var shelf = PostgresPartition.Of(now);
        if (shelf != _partition)
        {
            _connection.Execute(PostgresPartition.OpenSql(now));
            _partition = shelf;
        }
    }

    /// <summary>Removes the entries before a snapshot.</summary>
    public void Forget(FlowAddress address, long before)
    {
        using var command = new NpgsqlCommand(ForgetSql, _connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = address.ToString() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = before });
        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();

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
