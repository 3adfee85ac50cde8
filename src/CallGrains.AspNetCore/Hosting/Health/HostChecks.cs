using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Whether the journal answers.</summary>
internal sealed class JournalCheck(IJournal journal) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await journal.ListAsync(new GrainQuery { Size = 1 }, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (JournalUnavailableException e)
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

/// <summary>Whether the numbers are set up at the carrier.</summary>
internal sealed class NumbersCheck(NumberProvisioning provisioning) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(provisioning.IsDone ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the numbers are not set up at the carrier yet"));
}

/// <summary>Whether the self-test of the public address holds.</summary>
internal sealed class PublicUrlHealthCheck(PublicUrlCheck check) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(check.Missing is { } missing ? HealthCheckResult.Unhealthy(missing) : HealthCheckResult.Healthy());
}
