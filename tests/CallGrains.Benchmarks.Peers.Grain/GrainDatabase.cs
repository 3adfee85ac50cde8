using Npgsql;

namespace CallGrains.Benchmarks.Peers.Grain;

/// <summary>
/// The tables and queries that Orleans' ADO.NET storage expects. The queries are leaner than those that Orleans comes
/// with: one statement with a primary key instead of a function, which makes this reference faster.
/// </summary>
internal static class GrainDatabase
{
    private const string Key = "grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1 AND extension = coalesce(@GrainIdExtensionString, '') AND graintype = @GrainTypeString AND serviceid = @ServiceId";

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS grain_states (
            grainidhash int NOT NULL, graintypehash int NOT NULL, grainidn0 bigint NOT NULL, grainidn1 bigint NOT NULL, extension text NOT NULL, graintype text NOT NULL, serviceid text NOT NULL,
            payload bytea, modified timestamptz NOT NULL, version int NOT NULL,
            PRIMARY KEY (grainidhash, graintypehash, grainidn0, grainidn1, extension, graintype, serviceid));
        CREATE TABLE IF NOT EXISTS OrleansQuery (QueryKey text PRIMARY KEY, QueryText text NOT NULL)
        """;

    private const string Read = $"SELECT payload AS PayloadBinary, version AS Version FROM grain_states WHERE {Key}";

    // Who finds another version than it expects gets its own back, which Orleans takes for a conflict.
    private const string Write = $"""
        WITH changed AS (UPDATE grain_states SET payload = @PayloadBinary, modified = now(), version = version + 1 WHERE @GrainStateVersion IS NOT NULL AND version = @GrainStateVersion AND {Key} RETURNING version),
        made AS (
            INSERT INTO grain_states SELECT @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), @GrainTypeString, @ServiceId, @PayloadBinary, now(), 1
            WHERE @GrainStateVersion IS NULL ON CONFLICT DO NOTHING RETURNING version)
        SELECT coalesce((SELECT version FROM changed), (SELECT version FROM made), @GrainStateVersion) AS NewGrainStateVersion
        """;

    private const string Clear = $"UPDATE grain_states SET payload = NULL, version = version + 1 WHERE version = @GrainStateVersion AND {Key} RETURNING version AS NewGrainStateVersion";

    /// <summary>Makes them, and says how to connect: pooled and prepared.</summary>
    /// <param name="connection">The database.</param>
    public static async Task<string> CreateAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using (var schema = source.CreateCommand(Schema))
        {
            await schema.ExecuteNonQueryAsync();
        }

        foreach (var (key, text) in (ReadOnlySpan<(string, string)>)[("ReadFromStorageKey", Read), ("WriteToStorageKey", Write), ("ClearStorageKey", Clear)])
        {
            AddQuery(source, key, text);
        }

        return new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = 64, MaxAutoPrepare = 16, AutoPrepareMinUsages = 2, NoResetOnClose = true }.ConnectionString;
    }

    private static void AddQuery(NpgsqlDataSource source, string key, string text)
    {
        using var insert = source.CreateCommand("INSERT INTO OrleansQuery VALUES ($1, $2) ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText");
        insert.Parameters.Add(new() { Value = key });
        insert.Parameters.Add(new() { Value = text });
        insert.ExecuteNonQuery();
    }
}
