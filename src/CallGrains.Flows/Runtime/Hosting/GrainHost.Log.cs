using Microsoft.Extensions.Logging;

namespace CallGrains.Flows.Runtime;

public sealed partial class GrainHost
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} calls are back.")]
    private partial void LogRecovered(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} cannot be brought back: {Reason}")]
    private partial void LogUnreadable(FlowAddress grain, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process stood still for {Pause}: the carrier is asked what was missed meanwhile, about {Count} grains in memory and all others that are not over.")]
    private partial void LogPaused(TimeSpan pause, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Overdue grains could not be listed: {Reason}")]
    private partial void LogSweepFailed(string reason);
}
