namespace CallGrains.Flows;

/// <summary>A recording that runs, to be waited for or stopped. For the script's own turn only.</summary>
public sealed class RecordHandle
{
    private readonly CallContext _call;

    internal RecordHandle(CallContext call, Task ended, Task<RecordResult> completion) => (_call, Ended, Completion) = (call, ended, completion);

    /// <summary>Ends when the carrier has reported the recording.</summary>
    internal Task Ended { get; }

    /// <summary>
    /// Ends when the file can be fetched, or it is clear that there will be none. The end of the call is no exception.
    /// </summary>
    public Task<RecordResult> Completion { get; }

    /// <summary>Stops it and waits for the file; harmless when it is over. On replay nothing is sent.</summary>
    [NeedsCommand(typeof(RecordCommand))]
    public Task<RecordResult> StopAsync()
    {
        _call.StopRecording(Ended);
        return Completion;
    }
}
