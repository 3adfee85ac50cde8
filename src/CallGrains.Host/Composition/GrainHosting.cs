using CallGrains.Hosting;
#if WITH_ORLEANS
using CallGrains.Operations;
#endif

namespace CallGrains.Host.Composition;

/// <summary>Who hosts grains, and where: a silo of Orleans where the program was built with it, alone or in a cluster, else the in-process host.</summary>
internal static class GrainHosting
{
#if WITH_ORLEANS
    public static string Describe(HostSettings settings) => settings switch
    {
        { InProcess: true } => "in-process host of grains",
        { Cluster.IsOn: false } => "an Orleans silo on this machine",
        { Role: HostRoles.Silo } => $"a silo of the cluster '{settings.Cluster.Id}'",
        { Role: HostRoles.Ingress } => $"an ingress of the cluster '{settings.Cluster.Id}'",
        _ => $"a silo and ingress of the cluster '{settings.Cluster.Id}'",
    };

    public static void Use(WebApplicationBuilder builder, HostSettings settings)
    {
        if (settings.InProcess)
        {
            builder.Services.AddCallGrains();
            return;
        }

        builder.Logging.AddFilter("Orleans", LogLevel.Error).AddFilter("Microsoft.Orleans", LogLevel.Error);
        if (settings.Role == HostRoles.Ingress)
        {
            builder.UseOrleansClient(client => ClusterMember.Configure(client, builder.Configuration, settings.Cluster));
            builder.Services.AddSingleton<IReadiness, GatewayReadiness>();
            return;
        }

        builder.UseOrleans(silo => ClusterMember.Configure(silo, builder.Configuration, settings.Cluster));
        builder.Services.AddSingleton<IReadiness, SiloReadiness>();
    }
#else
    private const string ClusterRefusal =
        "--cluster and --role need Orleans, and this program was built without its packages (WithOrleans=false). Build it where they can be restored, or leave the options out: the in-process host serves one machine.";

    public static string Describe(HostSettings _) => "in-process host of grains; built without Orleans";

    public static void Use(WebApplicationBuilder builder, HostSettings _)
    {
        builder.Services.AddOptions<HostSettings>().Validate(s => !s.Cluster.IsOn && s.Role == HostRoles.All, ClusterRefusal);
        builder.Services.AddCallGrains();
    }
#endif
}
