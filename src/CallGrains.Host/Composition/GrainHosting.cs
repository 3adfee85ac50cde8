using CallGrains.AspNetCore.Hosting;

namespace CallGrains.Host.Composition;

/// <summary>
/// Who hosts grains, and where: an Orleans silo, alone or in a cluster, or the in-process host where
/// <c>--in-process</c> asks for it.
/// </summary>
internal static class GrainHosting
{
    public static string Describe(HostSettings settings) => settings switch
    {
        { InProcess: true } => "in-process host of grains",
        { Cluster.IsOn: false } => "an Orleans silo on this machine",
        { Role: HostRoles.Silo } => $"a silo of the cluster '{settings.Cluster.Id}'",
        { Role: HostRoles.Ingress } => $"an ingress of the cluster '{settings.Cluster.Id}'",
        _ => $"a silo and ingress of the cluster '{settings.Cluster.Id}'",
    };

    /// <summary>The ports that a silo of a cluster takes beside the host's own; null where there is none.</summary>
    public static string? Ports(IServiceProvider services, HostSettings settings) =>
        settings.Cluster.IsOn && services.GetService<ILocalSiloDetails>() is { } silo ? $"{silo.SiloAddress.Endpoint} (silo), {silo.GatewayAddress?.Endpoint} (gateway)" : null;

    public static void Use(WebApplicationBuilder builder, HostSettings settings)
    {
        if (settings.InProcess)
        {
            builder.Services.AddCallGrains();
            return;
        }

        if (settings.Role == HostRoles.Ingress)
        {
            builder.UseOrleansClient(client => ClusterMember.Configure(client, builder.Configuration, settings.Cluster));
            return;
        }

        builder.UseOrleans(silo =>
        {
            ClusterMember.Configure(silo, builder.Configuration, settings.Cluster);
            if (settings.Events.StreamProvider is { Length: > 0 } provider)
            {
                silo.AddCallGrainsEventStream(provider);
            }

            if (OrleansDashboard.IsOn(settings))
            {
                OrleansDashboard.Add(silo);
            }
        });
    }
}
