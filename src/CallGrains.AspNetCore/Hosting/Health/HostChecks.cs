using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Whether the process goes on: not once it has been told to stop.</summary>
internal sealed class RunningCheck(Drain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.HasBegun ? HealthCheckResult.Unhealthy("the process has been told to stop") : HealthCheckResult.Healthy());
}

/// <summary>
/// Whether the journal can be written and read. All who ask within a second share one answer: anybody may ask, and each
/// proof costs the disk a flush.
/// </summary>
internal sealed class JournalCheck(IJournal journal, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private Task<HealthCheckResult>? _asked;
    private long _askedAt;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_asked is null || (_asked.IsCompleted && time.GetElapsedTime(_askedAt) >= Fresh))
            {
                (_asked, _askedAt) = (AskAsync(), time.GetTimestamp());
            }

            return _asked;
        }
    }

    private async Task<HealthCheckResult> AskAsync()
    {
        try
        {
            return await journal.CheckAsync() is { } note ? HealthCheckResult.Degraded(note) : HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is JournalUnavailableException or JournalFormatException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}

/// <summary>
/// Whether the calls of before the last stop are back; a silo's sweeper brings its own back, and the host need not wait
/// for it.
/// </summary>
internal sealed class RecoveryCheck(IServiceProvider services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        services.GetService<GrainHost>() is not { IsRecovered: false }
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("the calls of before the last stop are still being brought back"));
}

/// <summary>Which flows cannot go on: the process takes work all the same, but somebody should look.</summary>
internal sealed class FlowsCheck(IServiceProvider services) : IHealthCheck
{
    private const int MostNamed = 10;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // A process that takes callbacks alone has no flows.
        var all = services.GetService<StoppedFlows>()?.All ?? new Dictionary<FlowAddress, string>();
        var named = string.Join("; ", all.OrderBy(s => s.Key.ToString(), StringComparer.Ordinal).Take(MostNamed).Select(s => $"{s.Key}: {s.Value}"));
        return Task.FromResult(all.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"{all.Count} flows cannot go on: {named}"));
    }
}

/// <summary>
/// Whether the carriers answer. One that does not is told, and makes no process unready: callbacks are to be taken all
/// the same, and no other process would reach it either.
/// </summary>
internal sealed class CarriersCheck(CarrierRouter router) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var all = router.Carriers.All.Select(c => (c.Name, Condition: router.Health.Of(c.Name))).ToList();
        var down = all.Where(c => !c.Condition.IsUp).Select(c => $"carrier '{c.Name}' is down: {c.Condition.Why}").ToList();
        return Task.FromResult(down.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(
            down.Count < all.Count ? string.Join("; ", down) : $"no carrier answers: {string.Join("; ", down)}"));
    }
}

/// <summary>
/// Whether the numbers are set up at the carrier. Where there is another carrier, its calls need not wait for that.
/// </summary>
internal sealed class NumbersCheck(NumberProvisioning provisioning, CarrierRouter router) : IHealthCheck
{
    private const string Missing = "the numbers are not set up at the carrier yet";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        provisioning.IsDone ? HealthCheckResult.Healthy()
        : router.HasSeveral ? HealthCheckResult.Degraded(Missing)
        : HealthCheckResult.Unhealthy(Missing));
}

/// <summary>Whether the self-test of the public address holds.</summary>
internal sealed class PublicUrlHealthCheck(PublicUrlCheck check) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(check.Missing is { } missing ? HealthCheckResult.Unhealthy(missing) : HealthCheckResult.Healthy());
}
