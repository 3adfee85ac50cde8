namespace CallGrains.Simulator.Clock;

/// <summary>Tells whoever watches that something may have changed; what it was, the watcher looks up.</summary>
/// <remarks>
/// Take <see cref="Next"/> before looking, and wait for it after: then no change falls between the two.
/// </remarks>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class Pulse
{
    private TaskCompletionSource _next = Make();

    /// <summary>Completes with the next beat.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() => Interlocked.Exchange(ref _next, Make()).SetResult();

    private static TaskCompletionSource Make() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
