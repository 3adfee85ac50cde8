using CallGrains.Flows;
#if WITH_ORLEANS
using System.Net;
using System.Net.Sockets;
#endif

namespace CallGrains.Host.Composition;

/// <summary>Who hosts grains in this process: a localhost silo of Orleans where the program was built with it, else the in-process host.</summary>
internal static class GrainHosting
{
#if WITH_ORLEANS
    public const string ClusterRefusal =
        "--cluster is not served by this host yet: it runs one silo, on this machine. Leave the option out.";

    public static string Describe(HostSettings settings) => settings.InProcess ? "in-process host of grains" : "an Orleans silo on this machine";

    public static void Use(WebApplicationBuilder builder, HostSettings settings)
    {
        if (settings.InProcess)
        {
            builder.Services.AddCallGrains();
            return;
        }

        builder.Logging.AddFilter("Orleans", LogLevel.Error).AddFilter("Microsoft.Orleans", LogLevel.Error);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), FreePort()).AddCallGrains());
    }

    /// <summary>Nobody else needs to find this silo, so any port will do, and several hosts may share a machine.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
#else
    public const string ClusterRefusal =
        "--cluster needs Orleans, and this program was built without its packages (WithOrleans=false). Build it where they can be restored, or leave the option out: the in-process host serves one machine.";

    public static string Describe(HostSettings _) => "in-process host of grains; built without Orleans";

    public static void Use(WebApplicationBuilder builder, HostSettings _) => builder.Services.AddCallGrains();
#endif

    /// <summary>Brings back what was live; a silo's sweeper does that by itself.</summary>
    public static Task RecoverAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetService<GrainHost>()?.RecoverAsync(cancellationToken) ?? Task.CompletedTask;
}
