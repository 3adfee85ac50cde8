namespace CallGrains.Tool.Scenarios;

/// <summary>
/// How callers look at the simulator, which does not call back: all together at most a few hundred times a second, so
/// that watching many calls does not slow down what is watched.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
internal sealed class Watch(TimeProvider time)
{
    private const double LooksPerSecond = 400;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50), Longest = TimeSpan.FromSeconds(1);
    private int _watchers;

    public void Enter() => Interlocked.Increment(ref _watchers);

    public void Leave() => Interlocked.Decrement(ref _watchers);

    public Task PauseAsync(CancellationToken stop) => Task.Delay(Interval, time, stop);

    /// <summary>Says when this much time has passed.</summary>
    public Func<bool> After(TimeSpan length)
    {
        var started = time.GetTimestamp();
        return () => time.GetElapsedTime(started) >= length;
    }

    /// <summary>
    /// Looks until a fact holds. The last look comes after the time is up, so that a slow machine fails nobody.
    /// </summary>
    /// <exception cref="StepFailedException">It did not hold in time.</exception>
    public async Task UntilAsync(TimeSpan within, Func<Task<bool>> look, Func<string> failure, CancellationToken stop)
    {
        var end = After(within);
        while (true)
        {
            var isLast = end();
            if (await look())
            {
                return;
            }

            if (isLast)
            {
                throw new StepFailedException(failure());
            }

            await PauseAsync(stop);
        }
    }

    private TimeSpan Interval
    {
        get
        {
            var fair = TimeSpan.FromSeconds(Volatile.Read(ref _watchers) / LooksPerSecond);
            return fair < Shortest ? Shortest : fair > Longest ? Longest : fair;
        }
    }
}
