using Microsoft.Extensions.Logging;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Asks carriers by themselves: one that fails until it answers again, and where there are several, one that has said
/// nothing for a while, so that a dead one is known before a call meets it.
/// </summary>
/// <param name="carriers">The carriers.</param>
/// <param name="health">What is known of them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told when one goes down or comes up.</param>
public sealed partial class CarrierWatch(CarrierSet carriers, CarrierHealth health, TimeProvider time, ILogger<CarrierWatch> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), Silence = TimeSpan.FromSeconds(30);

    /// <summary>Asks until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(carriers.All.Select(c => RunAsync(c, cancellationToken)));

    private async Task RunAsync(ICarrier carrier, CancellationToken cancellationToken)
    {
        var silence = carriers.All.Count > 1 ? Silence : TimeSpan.MaxValue;
        for (var wasUp = true; !cancellationToken.IsCancellationRequested;)
        {
            if (carrier is ICarrierCheck check && health.IsToBeAsked(carrier.Name, silence) && (carriers.All.Count > 1 || !health.Of(carrier.Name).IsUp))
            {
                await AskAsync(carrier.Name, check, cancellationToken);
            }

            var now = health.Of(carrier.Name);
            if (now.IsUp != wasUp)
            {
                wasUp = now.IsUp;
                Tell(carrier.Name, now);
            }

            await Task.Delay(now.IsUp ? Interval : PauseOf(now), time, cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>
    /// An outage that has lasted for long is asked about less often: every 3 s at first, 30 s at last.
    /// </summary>
    private TimeSpan PauseOf(CarrierCondition down) => TimeSpan.FromSeconds(Math.Clamp((time.GetUtcNow() - (down.Since ?? time.GetUtcNow())).TotalSeconds / 10, 3, 30));

    private async Task AskAsync(string carrier, ICarrierCheck check, CancellationToken cancellationToken)
    {
        try
        {
            await check.CheckAsync(cancellationToken);
            health.Answered(carrier);
        }
        catch (CarrierException e)
        {
            health.Failed(carrier, e);
        }
        catch (OperationCanceledException)
        {
            // The host stops, and so does this.
        }
    }

    private void Tell(string carrier, CarrierCondition now)
    {
        if (now.IsUp)
        {
            LogUp(carrier);
        }
        else
        {
            LogDown(carrier, now.Why ?? "");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Carrier '{Carrier}' is down: {Why}")]
    private partial void LogDown(string carrier, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Carrier '{Carrier}' is up again.")]
    private partial void LogUp(string carrier);
}
