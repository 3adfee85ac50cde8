using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Masks each line, its values and its scopes. Safe for many threads.</summary>
internal sealed class MaskedLogger(ILogger inner) : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(new MaskedState(state, null));

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (inner.IsEnabled(logLevel))
        {
            inner.Log(logLevel, eventId, new MaskedState(state, formatter(state, exception)), exception is null ? null : new MaskedException(exception), static (masked, _) => masked.ToString());
        }
    }

    /// <summary>An exception as a log shows it: its words and stack, masked.</summary>
    private sealed class MaskedException(Exception exception) : Exception(Masking.Of(exception.Message))
    {
        public override string? StackTrace => exception.StackTrace;

        public override string ToString() => Masking.Of(exception.ToString());
    }
}
