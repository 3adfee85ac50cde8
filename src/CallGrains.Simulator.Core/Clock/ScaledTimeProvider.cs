namespace CallGrains.Simulator.Clock;

/// <summary>
/// A clock that starts at the present and runs <c>speed</c> times as fast as the one below it; its timers wait
/// correspondingly shorter. Timers never fire early: what is left of a millisecond is rounded up.
/// </summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
public sealed class ScaledTimeProvider : TimeProvider
{
    private readonly TimeProvider _real;
    private readonly double _speed;
    private readonly long _startTimestamp;
    private readonly DateTimeOffset _startTime;

    /// <summary>Starts a scaled clock at the present time of <paramref name="real"/>.</summary>
    /// <param name="real">The clock to scale, usually <see cref="TimeProvider.System"/>.</param>
    /// <param name="speed">Simulated seconds per real second, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="speed"/> is not a finite number above
    /// 0.</exception>
    public ScaledTimeProvider(TimeProvider real, double speed)
    {
        ArgumentNullException.ThrowIfNull(real);
        if (!double.IsFinite(speed) || speed <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(speed), speed, "A clock's speed is a number above 0; 1 is real time, 60 makes a minute a second.");
        }

        _real = real;
        _speed = speed;
        _startTimestamp = real.GetTimestamp();
        _startTime = real.GetUtcNow();
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => _real.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _startTime + _real.GetElapsedTime(_startTimestamp) * _speed;

    /// <inheritdoc/>
    public override long GetTimestamp() => _startTimestamp + (long)((_real.GetTimestamp() - _startTimestamp) * _speed);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(this, callback, state, dueTime, period);

    private TimeSpan ToReal(TimeSpan scaled) =>
        scaled == Timeout.InfiniteTimeSpan ? scaled : TimeSpan.FromMilliseconds(Math.Ceiling(scaled.TotalMilliseconds / _speed));

    private sealed class ScaledTimer(ScaledTimeProvider clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) : ITimer
    {
        private readonly ITimer _timer = clock._real.CreateTimer(callback, state, clock.ToReal(dueTime), clock.ToReal(period));

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(clock.ToReal(dueTime), clock.ToReal(period));

        public void Dispose() => _timer.Dispose();

        public ValueTask DisposeAsync() => _timer.DisposeAsync();
    }
}
