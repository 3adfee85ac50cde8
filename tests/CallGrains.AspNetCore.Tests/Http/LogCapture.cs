using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Http.Tests;

/// <summary>All that was logged.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

    public IEnumerable<string> Errors => Lines.Where(l => l.Level >= LogLevel.Error).Select(l => l.Text);

    public ILogger CreateLogger(string categoryName) => new Book(this);

    public void Dispose()
    {
    }

    private sealed class Book(LogCapture book) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            book.Lines.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));
    }
}
