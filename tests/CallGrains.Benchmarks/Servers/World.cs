using CallGrains.Testing;
using Npgsql;

namespace CallGrains.Benchmarks.Servers;

/// <summary>
/// What the processes under test share: the generator's carrier, and one PostgreSQL server with a database for each.
/// </summary>
internal sealed class World(Uri carrier) : IAsyncDisposable
{
    private readonly HashSet<string> _databases = [];
    private PrivatePostgres? _postgres;

    public Uri Carrier => carrier;

    /// <summary>
    /// The connection string of a database, which is made when it is first asked for. The server flushes as PostgreSQL
    /// does by default.
    /// </summary>
    public async Task<string> DatabaseAsync(string name)
    {
        _postgres ??= await PrivatePostgres.StartAsync("max_connections = 500", "shared_buffers = 256MB", "max_wal_size = 4GB");
        var database = $"bench_{name.Replace('-', '_')}";
        if (_databases.Add(database))
        {
            await using var connection = new NpgsqlConnection(_postgres.ConnectionString());
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand($"CREATE DATABASE {database}", connection);
            await create.ExecuteNonQueryAsync();
        }

        return _postgres.ConnectionString(database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }
}
