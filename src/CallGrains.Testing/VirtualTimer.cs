namespace CallGrains.Testing;

/// <summary>A timer of a <see cref="VirtualTimeProvider"/>.</summary>
internal sealed class VirtualTimer(VirtualTimeProvider time, Action fire) : ITimer
{
    private TimeSpan _period = Timeout.InfiniteTimeSpan;
    private volatile bool _disposed;

    public static IComparer<VirtualTimer> ByDueTime { get; } =
        Comparer<VirtualTimer>.Create((a, b) => (a.DueAt, a.Order).CompareTo((b.DueAt, b.Order)));

    public DateTimeOffset DueAt { get; set; }

    /// <summary>Of two timers due at the same instant, the one set first fires first.</summary>
    public long Order { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
        {
            return false;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        _period = period;
        time.Schedule(this, dueTime == Timeout.InfiniteTimeSpan ? null : dueTime);
        return true;
    }

    public void Fire()
    {
        if (_period > TimeSpan.Zero)
        {
            time.Schedule(this, _period);
        }

        fire();
    }

    public void Dispose()
    {
        _disposed = true;
        time.Schedule(this, null);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
