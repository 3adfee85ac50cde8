namespace CallGrains.Storage.Tests;

/// <summary>A clock that stands where it is set; timers are the system's.</summary>
internal sealed class SetTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
