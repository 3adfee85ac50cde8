namespace CallGrains.Testing.Worlds;

/// <summary>The world's clock, as one process sees it: its timers end with it.</summary>
internal sealed class ProcessTime(TimeProvider time, HostProcess process) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(Fire, state, dueTime, period);
        return timer;

        void Fire(object? s)
        {
            if (process.IsDead)
            {
                timer?.Dispose();
            }
            else
            {
                callback(s);
            }
        }
    }
}
