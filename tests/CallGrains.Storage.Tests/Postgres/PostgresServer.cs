using CallGrains.Testing;

[assembly: AssemblyFixture(typeof(CallGrains.Storage.Tests.PostgresServer))]

namespace CallGrains.Storage.Tests;

/// <summary>One server for all tests that do not harm it, started when the first of them asks.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly Lazy<Task<PrivatePostgres>> _server = new(() => PrivatePostgres.StartAsync("max_connections = 300"));

    /// <summary>An empty database; skips the test where no server can be started.</summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync()
    {
        SkipWithoutServer();
        return PostgresDatabase.Create(await _server.Value);
    }

    public static void SkipWithoutServer() => Assert.SkipWhen(PrivatePostgres.Obstacle is not null, PrivatePostgres.Obstacle ?? "");

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
