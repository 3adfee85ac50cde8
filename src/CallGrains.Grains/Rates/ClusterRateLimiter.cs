using System.Diagnostics.Metrics;
using CallGrains.Flows;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains;

/// <summary>
/// The governor's seam in every process of a cluster: what counts against a limit waits for its turn at the account's <see cref="RateGrain"/>, so that all
/// processes together keep the limit; what has none goes by this process's own governor, and costs no message.
/// </summary>
/// <remarks>Safe for many threads. While the grain cannot be reached, requests wait: nobody knows what the others send.</remarks>
internal sealed partial class ClusterRateLimiter(IGrainFactory grains, TimeProvider time, ILogger<ClusterRateLimiter> logger, IMeterFactory? meters = null) : IRateLimiter, IDisposable
{
    /// <summary>A turn that is older may reach the carrier when it is no longer counted. The clocks of silos may differ by the rest of <see cref="RateTimes.LongestWay"/>.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Governor _own = new(time, meters);

    public async ValueTask<IRateTurn> AcquireAsync(RateRequest request, CancellationToken cancellationToken = default)
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
            var turn = await AskAsync(grain, WireRate.Of(request, time.GetElapsedTime(begin)), cancellationToken);
            if (turn.Number != 0 && time.GetUtcNow() - turn.GrantedAt < Freshness)
            {
                return new LeasedTurn(grain, turn.Number, time.GetElapsedTime(begin));
            }

            // One that took too long was certainly not used.
            _ = turn.Number == 0 ? Task.CompletedTask : grain.EndAsync(turn.Number, TurnEnd.GivenBack, null);
        }
    }

    public void Dispose() => _own.Dispose();

    private async Task<WireTurn> AskAsync(IRateGrain grain, WireRate ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await grain.AcquireAsync(ask, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Its silo may just have died: the next ask finds or makes it elsewhere. A turn that was lost on the way counts as sent.
            LogAskAgain(grain.GetPrimaryKeyString(), e.Message);
            await Task.Delay(RetryDelay, time, cancellationToken);
            return default;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The governor of {Account} is asked again: {Reason}")]
    private partial void LogAskAgain(string account, string reason);
}

/// <summary>A turn that the account's grain granted.</summary>
internal sealed class LeasedTurn(IRateGrain grain, long number, TimeSpan waited) : IRateTurn
{
    private int _ended;

    public TimeSpan Waited { get; } = waited;

    public void GiveBack() => End(TurnEnd.GivenBack);

    public void Refused(TimeSpan? retryAfter) => End(TurnEnd.Refused, retryAfter);

    public void Dispose() => End(TurnEnd.Answered);

    private void End(TurnEnd end, TimeSpan? retryAfter = null)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _ = grain.EndAsync(number, end, retryAfter);
        }
    }
}
