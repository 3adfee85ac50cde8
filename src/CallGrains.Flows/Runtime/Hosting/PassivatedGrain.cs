namespace CallGrains.Flows.Runtime;

/// <summary>What stays in memory of a grain that only waits; all else is in its journal.</summary>
/// <param name="Sequence">Its last entry.</param>
/// <param name="LastUse">When that was written.</param>
/// <param name="NextWake">When it wants to be woken; null when only a message wakes it.</param>
internal sealed record PassivatedGrain(long Sequence, DateTimeOffset LastUse, DateTimeOffset? NextWake)
{
    /// <summary>Whether it was used, or will be woken, within this time of now.</summary>
    public bool IsUsedWithin(TimeSpan time, DateTimeOffset now) => now - LastUse < time || NextWake - now < time;
}
