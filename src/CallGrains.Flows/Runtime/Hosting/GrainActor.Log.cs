using Microsoft.Extensions.Logging;

namespace CallGrains.Flows.Runtime;

internal sealed partial class GrainActor
{
    private readonly ILogger _logger;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} is put away and read again: {Reason}")]
    private partial void LogLost(FlowAddress grain, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain}: its flow failed: {Failure}")]
    private partial void LogFlowFailed(FlowAddress grain, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain}: step '{Step}' failed.")]
    private partial void LogStepFailed(FlowAddress grain, string step, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain}: step '{Step}' took longer than {Timeout}.")]
    private partial void LogStepLate(FlowAddress grain, string step, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain}: a turn of its flow has run for {Time} and holds a thread, {Where}: an endless loop, or work that belongs into a step.")]
    private partial void LogSlowTurn(FlowAddress grain, TimeSpan time, string where);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain}: its flow is {Why}. POST /api/calls/ID/release lets it run again.")]
    private partial void LogQuarantined(FlowAddress grain, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain}: a command stays pending until the grain is read again; this is a bug.")]
    private partial void LogEffectFailed(FlowAddress grain, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain}: its flow cannot go on; the journal goes on without it.")]
    private partial void LogFault(FlowAddress grain, Exception e);
}
