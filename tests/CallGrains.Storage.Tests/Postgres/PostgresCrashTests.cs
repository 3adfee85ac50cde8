using System.Collections.Concurrent;
using CallGrains.Testing;
using Microsoft.Extensions.Logging;

namespace CallGrains.Storage.Tests;

/// <summary>A server that is killed, over and over, with a journal that goes on.</summary>
public sealed class PostgresCrashTests : IAsyncLifetime
{
    private PrivatePostgres _server = null!;

    public async ValueTask InitializeAsync()
    {
        PostgresServer.SkipWithoutServer();
        _server = await PrivatePostgres.StartAsync();
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_killed_server_is_ridden_out_and_has_all_that_was_acknowledged()
    {
        const int Grains = 8;
        await using var journal = PostgresDatabase.Create(_server).Open(TimeSpan.FromMinutes(1));
        var acknowledged = new long[Grains];
        using var stop = new CancellationTokenSource();
        var writers = Task.WhenAll(acknowledged.Select((_, grain) => WriteAsync(journal, grain, acknowledged, stop.Token)));
        for (var round = 0; round < 2; round++)
        {
            await MoreAsync(acknowledged);
            _server.Kill();
            await _server.StartAgainAsync();
        }

        await MoreAsync(acknowledged);
        await stop.CancelAsync();
        await writers;
        for (var grain = 0; grain < Grains; grain++)
        {
            await journal.AssertHasAsync(grain, acknowledged[grain]);
        }
    }

    [Fact]
    public async Task A_server_that_stays_away_is_reported_and_taken_up_again()
    {
        var database = PostgresDatabase.Create(_server);
        var log = new ListLogger();
        await using var journal = database.Open(TimeSpan.FromMilliseconds(200), log);
        await journal.AppendAsync(Samples.Append(1, 1));
        _server.Kill();
        var chain = new AppendChain();
        var failure = await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.AppendAsync(Samples.Append(1, 2) with { Chain = chain }));
        Assert.True(chain.IsBroken);
        var unread = await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.ReadAsync(Samples.Call(1)));
        await _server.StartAgainAsync();
        await journal.AppendAsync(Samples.Append(1, 2));
        await journal.AssertHasAsync(1, 2);
        var password = database.ConnectionString.Split("Password=")[1].Split(';')[0];
        Assert.All([failure.ToString(), unread.ToString(), .. log.Lines], text => Assert.DoesNotContain(password, text, StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("is back", StringComparison.Ordinal));
    }

    private static async Task WriteAsync(PostgresJournal journal, int grain, long[] acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await journal.AppendAsync(Samples.Append(grain, acknowledged[grain] + 1));
            Interlocked.Increment(ref acknowledged[grain]);
        }
    }

    private static async Task MoreAsync(long[] acknowledged)
    {
        var goal = acknowledged.Sum() + 200;
        while (acknowledged.Sum() < goal)
        {
            await Task.Yield();
        }
    }

    private sealed class ListLogger : ILogger<PostgresJournal>
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
