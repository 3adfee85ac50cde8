namespace CallGrains.Testing.Worlds.Networks;

/// <summary>A governor that lets everything go at once, so that no request of a world waits for a window.</summary>
internal sealed class NoLimits : IRateLimiter
{
    private static readonly Lease Free = new();

    public static NoLimits Instance { get; } = new();

    public ValueTask<IRateLease> AcquireAsync(RateRequest request, CancellationToken cancellationToken = default) => new(Free);

    private sealed class Lease : IRateLease
    {
        public TimeSpan Waited => TimeSpan.Zero;

        public void GiveBack()
        {
        }

        public void Refused(TimeSpan? retryAfter)
        {
        }

        public void Dispose()
        {
        }
    }
}
