namespace CallGrains.Flows.Runtime;

/// <summary>
/// Notices that this process stood still (stopped, suspended, starved): a wait has taken twice as long as it should, or
/// longer, and ten seconds at least. A carrier gives up a callback meanwhile, and does not send it again.
/// </summary>
/// <remarks>For one thread at a time.</remarks>
internal sealed class PauseWatch(TimeProvider time, TimeSpan wait)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    private long _ticks = time.GetTimestamp();
    private DateTimeOffset _clock = time.GetUtcNow();

    /// <summary>To be called when a wait begins.</summary>
    public void Begin() => (_ticks, _clock) = (time.GetTimestamp(), time.GetUtcNow());

    /// <summary>To be called when a wait is over.</summary>
    /// <returns>How long it took, where it was too long; else null. The longer of both clocks counts: one of them
    /// stands still while a machine sleeps.</returns>
    public TimeSpan? End()
    {
        var (ran, passed) = (time.GetElapsedTime(_ticks), time.GetUtcNow() - _clock);
        var took = ran > passed ? ran : passed;
        return took >= 2 * wait && took >= Least ? took : null;
    }
}
