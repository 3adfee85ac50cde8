namespace CallGrains.Simulator;

/// <summary>The network's notes in the program's log.</summary>
internal sealed partial class NetworkLog(ILogger<NetworkLog> logger) : INetworkLog
{
    [LoggerMessage(LogLevel.Error, "A planned step of a call failed; the other calls go on.")]
    public partial void AlarmFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "Callback {EventType} of {Subject} is lost, the carrier does not repeat it (any more): {Reason}")]
    public partial void Lost(string eventType, string subject, string reason);

    [LoggerMessage(LogLevel.Debug, "Callback {EventType} of {Subject} was not sent: the simulator stops.")]
    public partial void NotSent(string eventType, string subject);
}
