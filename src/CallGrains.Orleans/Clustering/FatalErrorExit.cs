using Microsoft.Extensions.Logging;

namespace CallGrains.Orleans;

/// <summary>
/// Ends the process of a silo that has been declared dead, at once: its calls live elsewhere by now, and whatever it
/// still appends only conflicts. Orleans' own way leaves a crash dump and a page of stack traces for what is a matter
/// of course after a pause of the machine.
/// </summary>
internal sealed partial class FatalErrorExit(ILogger<FatalErrorExit> logger) : IFatalErrorHandler
{
    /// <summary>For the supervisor: start me again.</summary>
    private const int ExitCode = 70;

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        var reason = exception?.Message ?? context ?? "no reason given";
        LogFatal(reason, exception);
        Console.Error.WriteLine($"This silo cannot go on: {reason} Its calls go on in the other silos; start it again (exit code {ExitCode}).");
        Environment.Exit(ExitCode);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "This silo cannot go on and ends: {Reason}")]
    private partial void LogFatal(string reason, Exception? exception);
}
