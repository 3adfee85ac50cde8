using CallGrains.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Ingress;

internal sealed partial class CallbackHandler
{
    private void LogTaken(string carrier, string eventType, FlowAddress grain, Receipt receipt)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            LogTaken(carrier, Refusal.Clean(eventType), Refusal.Clean(grain.ToString()), receipt.Disposition, receipt.Reason is { } reason ? Refusal.Clean(reason) : null);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Carrier} {EventType} for {Grain}: {Disposition} {Reason}")]
    private partial void LogTaken(string carrier, string eventType, string grain, Disposition disposition, string? reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Carrier} closed the connection before its answer: {Message}")]
    private partial void LogGone(string carrier, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A callback of carrier {Carrier} was refused with {Status} ({Title}), field {Field}: {Detail}")]
    private partial void LogRefused(string carrier, int status, string title, string? field, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "A callback could not be taken; the carrier was asked to send it again")]
    private partial void LogFailed(Exception exception);
}
