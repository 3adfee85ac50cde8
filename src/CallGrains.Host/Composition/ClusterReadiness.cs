using CallGrains.Orleans;
using CallGrains.AspNetCore.Operations;

namespace CallGrains.Host.Composition;

/// <summary>Whether this silo is an active member of its cluster, and is not about to leave it.</summary>
internal sealed class SiloReadiness(IClusterMembershipService membership, ILocalSiloDetails silo, IHostApplicationLifetime lifetime) : IReadiness
{
    public ValueTask<IReadOnlyList<ReadinessCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        var members = membership.CurrentSnapshot.Members;
        var status = members.TryGetValue(silo.SiloAddress, out var member) ? member.Status : SiloStatus.None;
        var missing = lifetime.ApplicationStopping.IsCancellationRequested ? "this silo is stopping"
            : status == SiloStatus.Active ? null
            : $"this silo is not an active member of its cluster: its status is {status}";
        return new([new ReadinessCheck("membership", missing)]);
    }
}

/// <summary>Whether this ingress reaches a silo.</summary>
internal sealed class GatewayReadiness(GatewayWatch gateways, IHostApplicationLifetime lifetime) : IReadiness
{
    public ValueTask<IReadOnlyList<ReadinessCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        var missing = lifetime.ApplicationStopping.IsCancellationRequested ? "this ingress is stopping"
            : gateways.Connected > 0 ? null
            : "no silo of the cluster can be reached; start one with --role silo";
        return new([new ReadinessCheck("gateway", missing)]);
    }
}
