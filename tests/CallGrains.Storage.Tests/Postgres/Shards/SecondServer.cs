using CallGrains.Testing;

namespace CallGrains.Storage.Tests;

/// <summary>A server beside <see cref="PostgresServer"/>, for journals that are spread over both.</summary>
public sealed class SecondServer : IAsyncDisposable
{
    private readonly Lazy<Task<PrivatePostgres>> _server = new(() => PrivatePostgres.StartAsync("max_connections = 200"));

    /// <summary>A database on each of the two; skips the test where no server can be started.</summary>
    public async Task<IReadOnlyList<PostgresDatabase>> CreateDatabasesAsync(PostgresServer first) =>
        [await first.CreateDatabaseAsync(), PostgresDatabase.Create(await _server.Value)];

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
