namespace CallGrains.Testing.Worlds.Networks;

/// <summary>
/// The carrier's clock: some milliseconds off ours, as any other clock. So its times are no whole seconds in a test
/// that lets whole seconds pass, and what comes twice is not taken for two (docs/decisions/0110).
/// </summary>
internal sealed class NetworkTime(TimeProvider time) : TimeProvider
{
    private static readonly TimeSpan Off = TimeSpan.FromMilliseconds(7);

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Off;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
