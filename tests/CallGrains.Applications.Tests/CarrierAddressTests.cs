using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.Applications.Tests;

/// <summary>An account's secret does not go through a network in the open without a word.</summary>
public sealed class CarrierAddressTests
{
    [Theory]
    [InlineData("http://carrier.example.com", true)]
    [InlineData("https://carrier.example.com", false)]
    [InlineData("http://127.0.0.1:9", false)]
    public async Task A_carrier_elsewhere_without_encryption_is_warned_of(string url, bool isWarnedOf)
    {
        var log = new Warnings();
        string[] settings = [$"Bandwidth:BaseUrl={url}", "Bandwidth:UserId=u-1", "Bandwidth:Token=t-1", "Bandwidth:Secret=s-1", "CallGrains:Journal=memory"];
        await using (await Application.StartAsync(settings, s => s.AddLogging(l => l.AddProvider(log))))
        {
        }

        Assert.Equal(isWarnedOf, log.Lines.Any(l => l.Contains($"asked at {url} without encryption", StringComparison.Ordinal)));
        Assert.All(log.Lines, l => Assert.DoesNotContain("s-1", l, StringComparison.Ordinal));
    }

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
