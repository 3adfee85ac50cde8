namespace CallGrains.Simulator;

/// <summary>Where the network notes what nobody is told otherwise.</summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal interface INetworkLog
{
    /// <summary>A planned step of a call failed; the other calls go on.</summary>
    void AlarmFailed(Exception failure);

    /// <summary>A callback was not taken, and is not sent again.</summary>
    void Lost(string eventType, string subject, string reason);

    /// <summary>A callback was not sent, because the network stops.</summary>
    void NotSent(string eventType, string subject);
}
