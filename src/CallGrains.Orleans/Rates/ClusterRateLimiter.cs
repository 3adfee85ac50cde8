using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace CallGrains.Orleans;

/// <summary>
/// The governor's seam in every process of a cluster: what counts against a limit waits for its lease at the account's
/// <see cref="RateGrain"/>, so that all processes together keep the limit; what has none goes by this process's own
/// governor, and costs no message.
/// </summary>
/// <remarks>
/// Safe for many threads. While the grain cannot be reached, requests wait: nobody knows what the others send.
/// </remarks>
internal sealed partial class ClusterRateLimiter(IGrainFactory grains, TimeProvider time, ILogger<ClusterRateLimiter> logger, IMeterFactory? meters = null) : IRateLimiter, IDisposable
{
    /// <summary>
    /// A lease that is older may reach the carrier when it is no longer counted. The clocks of silos may differ by the
    /// rest of <see cref="RateTimes.LongestWay"/>.
    /// </summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Governor _own = new(time, meters);

    public async ValueTask<IRateLease> AcquireAsync(RateRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Uses.All(use => use.Limit is null))
        {
            return await _own.AcquireAsync(request, cancellationToken);
        }

        var grain = grains.GetGrain<IRateGrain>(request.Account);
        var begin = time.GetTimestamp();
        while (true)
        {
            var lease = await AskAsync(grain, WireRate.Of(request, time.GetElapsedTime(begin)), cancellationToken);
            if (lease.Number != 0 && time.GetUtcNow() - lease.GrantedAt < Freshness)
            {
                return new ClusterLease(grain, lease.Number, time.GetElapsedTime(begin));
            }

            // One that took too long was certainly not used.
            _ = lease.Number == 0 ? Task.CompletedTask : grain.EndAsync(lease.Number, LeaseEnd.GivenBack, null);
        }
    }

    public void Dispose() => _own.Dispose();

    private async Task<WireLease> AskAsync(IRateGrain grain, WireRate ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await grain.AcquireAsync(ask, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Its silo may just have died: the next ask finds or makes it elsewhere. A lease that was lost on the way
            // counts as sent.
            LogAskAgain(grain.GetPrimaryKeyString(), e.Message);
            await Task.Delay(RetryDelay, time, cancellationToken);
            return default;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The governor of {Account} is asked again: {Reason}")]
    private partial void LogAskAgain(string account, string reason);
}

/// <summary>A lease that the account's grain granted.</summary>
internal sealed class ClusterLease(IRateGrain grain, long number, TimeSpan waited) : IRateLease
{
    private int _ended;

    public TimeSpan Waited { get; } = waited;

    public void GiveBack() => End(LeaseEnd.GivenBack);

    public void Refused(TimeSpan? retryAfter) => End(LeaseEnd.Refused, retryAfter);

    public void Dispose() => End(LeaseEnd.Answered);

    private void End(LeaseEnd end, TimeSpan? retryAfter = null)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _ = grain.EndAsync(number, end, retryAfter);
        }
    }
}
