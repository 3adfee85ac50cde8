namespace CallGrains.Flows;

/// <summary>A gather that runs, to be waited for or stopped. For the script's own turn only.</summary>
public sealed class GatherHandle
{
    private readonly CallContext _call;
    private readonly int _operation;
    private readonly LegProjection _leg;

    internal GatherHandle(CallContext call, int operation, LegProjection leg, Task<GatherResult> completion) => (_call, _operation, _leg, Completion) = (call, operation, leg, completion);

    /// <summary>
    /// Ends when the digits are there, nobody presses, it was stopped or the call ended: all of these are results.
    /// </summary>
    public Task<GatherResult> Completion { get; }

    /// <summary>
    /// Stops it, with the digits so far as its result; harmless when it is over. On replay nothing is sent.
    /// </summary>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(StopGatherCommand))]
    public Task StopAsync() => Completion.IsCompleted ? Task.CompletedTask : _call.StopGatherAsync(_operation, _leg);
}
