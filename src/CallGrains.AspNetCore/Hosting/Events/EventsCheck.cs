using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Whether the receivers of events take them. One that does not is told, and makes no process unready: calls go on, and
/// its events are kept.
/// </summary>
internal sealed class EventsCheck(FeedDelivery delivery, FeedMetrics metrics, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failing = delivery.Workers.Where(w => w.Condition.FailingSince is not null)
            .Select(w => $"'{w.Receiver.Name}' has taken no events for {(int)(time.GetUtcNow() - w.Condition.FailingSince!.Value).TotalSeconds} s: {w.Condition.LastError}");
        var dead = metrics.Counts.Where(c => c.Dead > 0).Select(c => $"{c.Dead} dead letters for '{c.Receiver}'");
        var notes = string.Join("; ", failing.Concat(dead));
        return Task.FromResult(notes.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(notes));
    }
}
