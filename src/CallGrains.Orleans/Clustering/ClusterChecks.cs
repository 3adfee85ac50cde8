using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CallGrains.Orleans;

/// <summary>Whether this silo is an active member of its cluster, and is not about to leave it.</summary>
internal sealed class MembershipCheck(IClusterMembershipService membership, ILocalSiloDetails silo, IClusterManifestProvider manifest, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var members = membership.CurrentSnapshot.Members;
        var status = members.TryGetValue(silo.SiloAddress, out var member) ? member.Status : SiloStatus.None;
        return Task.FromResult(
            lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("this silo is stopping")
            : status == SiloStatus.Active ? ClusterNote.Of(manifest)
            : HealthCheckResult.Unhealthy($"this silo is not an active member of its cluster: its status is {status}"));
    }
}

/// <summary>Whether this process reaches a silo.</summary>
internal sealed class GatewayCheck(GatewayWatch gateways, IClusterManifestProvider manifest, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("this ingress is stopping")
        : gateways.Connected > 0 ? ClusterNote.Of(manifest)
        : HealthCheckResult.Unhealthy("no silo of the cluster can be reached; start one with --role silo"));
}

/// <summary>What of the cluster somebody should look at although this process can work.</summary>
internal static class ClusterNote
{
    public static HealthCheckResult Of(IClusterManifestProvider manifest) =>
        SiloVersions.Note(manifest.Current) is { } note ? HealthCheckResult.Degraded(note) : HealthCheckResult.Healthy();
}
