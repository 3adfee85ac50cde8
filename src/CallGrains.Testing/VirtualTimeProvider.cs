namespace CallGrains.Testing;

/// <summary>
/// A clock that stands still until a test moves it: timers fire inside <see cref="Advance"/>, in the order they are
/// due, each at its own instant.
/// </summary>
/// <remarks>
/// Safe for use by many threads; <see cref="Advance"/> is for one at a time. Timer callbacks run on the thread that
/// advances.
/// <para>
/// Microsoft's <c>FakeTimeProvider</c> does not do for a world: it moves the clock to the end before its timers fire,
/// so a timer that is set on the way begins too late, and it does not say how long until the next one
/// (<see cref="NextTimer"/>).
/// </para>
/// </remarks>
public sealed class VirtualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<VirtualTimer> _due = new(VirtualTimer.ByDueTime);
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private long _order;

    /// <summary>A clock that begins at noon of 1 January 2026, UTC.</summary>
    public VirtualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>A clock.</summary>
    /// <param name="start">Where it begins.</param>
    public VirtualTimeProvider(DateTimeOffset start) => _now = _start = start;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How long until the next timer fires: zero for one that is overdue; null when no timer is set.</summary>
    public TimeSpan? NextTimer
    {
        get
        {
            lock (_gate)
            {
                return _due.Min is not { } next ? null : next.DueAt > _now ? next.DueAt - _now : TimeSpan.Zero;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    /// <summary>Sets a timer. One that is due at once fires at the next <see cref="Advance"/>, be it by zero.</summary>
    /// <param name="callback">What it calls.</param>
    /// <param name="state">What it passes.</param>
    /// <param name="dueTime">How long until it fires; <see cref="Timeout.InfiniteTimeSpan"/> for not yet.</param>
    /// <param name="period">How often it fires after that; <see cref="Timeout.InfiniteTimeSpan"/> or zero for
    /// once.</param>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, and fires what is due on the way; timers set on the way too.</summary>
    /// <param name="by">How far: zero or more.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var until = GetUtcNow() + by;
        while (TakeDue(until) is { } timer)
        {
            timer.Fire();
        }
    }

    internal void Schedule(VirtualTimer timer, TimeSpan? dueTime)
    {
        lock (_gate)
        {
            _due.Remove(timer);
            if (dueTime is { } due)
            {
                (timer.DueAt, timer.Order) = (_now + due, ++_order);
                _due.Add(timer);
            }
        }
    }

    private VirtualTimer? TakeDue(DateTimeOffset until)
    {
        lock (_gate)
        {
            var timer = _due.Min is { } next && next.DueAt <= until ? next : null;
            if (timer is not null)
            {
                _due.Remove(timer);
            }

            _now = timer is null ? until : timer.DueAt > _now ? timer.DueAt : _now;
            return timer;
        }
    }
}
