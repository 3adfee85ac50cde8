namespace CallGrains.Simulator.Clock;

/// <summary>Tells whoever watches that something may have changed; what it was, the watcher looks up.</summary>
/// <remarks>
/// Take <see cref="Next"/> before looking, and wait for it after: then no change falls between the two.
/// </remarks>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class Pulse
{
    /// <summary>Null while nobody waits.</summary>
    private TaskCompletionSource? _next;

    /// <summary>Completes with the next beat.</summary>
    public Task Next
    {
        get
        {
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _next, made, null) ?? made).Task;
        }
    }

    public void Beat() => Interlocked.Exchange(ref _next, null)?.SetResult();
}
