namespace CallGrains.Flows;

/// <summary>A call that a flow has started, with a flow of its own.</summary>
/// <param name="Address">Its grain, for signals.</param>
/// <param name="Ended">Ends when the call is over, or could not be started.</param>
public sealed record StartedCall(FlowAddress Address, Task<CallResult> Ended);
