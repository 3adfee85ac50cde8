namespace CallGrains.Simulator.Clock;

/// <summary>
/// A clock that starts at the present and runs <c>speed</c> times as fast as the one below it; its timers wait
/// correspondingly shorter. Timers never fire early: what is left of a millisecond is rounded up.
/// </summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
public sealed class ScaledTimeProvider : TimeProvider
{
    private readonly TimeProvider real;
    private readonly double speed;
    private readonly long startTimestamp;
    private readonly DateTimeOffset startTime;

    /// <summary>Starts a scaled clock at the present time of <paramref name="real"/>.</summary>
    /// <param name="real">The clock to scale, usually <see cref="TimeProvider.System"/>.</param>
    /// <param name="speed">Simulated seconds per real second, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="speed"/> is not a finite number above
    /// 0.</exception>
    public ScaledTimeProvider(TimeProvider real, double speed)
    {
        ArgumentNullException.ThrowIfNull(real);
        if (!double.IsFinite(speed) || speed <= 0)
            throw new ArgumentOutOfRangeException(nameof(speed), speed, "A clock's speed is a number above 0; 1 is real time, 60 makes a minute a second.");
        this.real = real;
        this.speed = speed;
        startTimestamp = real.GetTimestamp();
        startTime = real.GetUtcNow();
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => real.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => startTime + real.GetElapsedTime(startTimestamp) * speed;

    /// <inheritdoc/>
    public override long GetTimestamp() => startTimestamp + (long)((real.GetTimestamp() - startTimestamp) * speed);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(this, callback, state, dueTime, period);

    private TimeSpan ToReal(TimeSpan scaled) =>
        scaled == Timeout.InfiniteTimeSpan ? scaled : TimeSpan.FromMilliseconds(Math.Ceiling(scaled.TotalMilliseconds / speed));

    private sealed class ScaledTimer(ScaledTimeProvider clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) : ITimer
    {
        private readonly ITimer timer = clock.real.CreateTimer(callback, state, clock.ToReal(dueTime), clock.ToReal(period));

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.ToReal(dueTime), clock.ToReal(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
