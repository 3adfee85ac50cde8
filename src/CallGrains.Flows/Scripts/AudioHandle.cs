namespace CallGrains.Flows;

/// <summary>Something being said or played, to be waited for or stopped. For the script's own turn only.</summary>
public sealed class AudioHandle
{
    private readonly CallContext _call;
    private readonly bool _isFile;
    private readonly LegProjection _leg;

    internal AudioHandle(CallContext call, bool isFile, LegProjection leg, Task completion) => (_call, _isFile, _leg, Completion) = (call, isFile, leg, completion);

    /// <summary>
    /// Ends when the audio has ended or was stopped; fails with <see cref="CallEndedException"/> when the call ends
    /// first.
    /// </summary>
    public Task Completion { get; }

    /// <summary>Stops it; harmless when it is over. On replay nothing is sent.</summary>
    [NeedsCommand(typeof(StopAudioCommand))]
    public Task StopAsync() => Completion.IsCompleted ? Task.CompletedTask : _call.StopAudioAsync(_isFile, _leg);
}
