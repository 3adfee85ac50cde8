using System.Net;
using System.Net.Sockets;
using CallGrains.AspNetCore.Hosting;
using CallGrains.Orleans;
using CallGrains.Storage;
using Orleans.Configuration;

namespace CallGrains.Host.Composition;

/// <summary>How this process takes part in a cluster, or runs a silo for itself alone.</summary>
internal static class ClusterMember
{
    private const string Section = "CallGrains:Cluster";

    public static void Configure(ISiloBuilder silo, IConfiguration configuration, ClusterSettings cluster)
    {
        silo.AddCallGrains();
        if (!cluster.IsOn)
        {
            silo.UseStandaloneSilo();
            return;
        }

        silo.UsePostgresCluster(Database);
        Secure(cluster, tls => silo.UseClusterTls(tls));
        silo.Configure<ClusterOptions>(o => Name(o, cluster));
        silo.Configure<ClusterMembershipOptions>(configuration.GetSection(Section + ":Membership"));
        silo.Configure<EndpointOptions>(o =>
        {
            o.AdvertisedIPAddress = OwnMachine.Choose(cluster.AdvertisedAddress, OwnMachine.Addresses());
            o.SiloPort = cluster.SiloPort > 0 ? cluster.SiloPort : FreePort();
            o.GatewayPort = cluster.GatewayPort > 0 ? cluster.GatewayPort : FreePort();
        });
    }

    public static void Configure(IClientBuilder client, IConfiguration configuration, ClusterSettings cluster)
    {
        client.AddCallGrains().UsePostgresCluster(Database);
        Secure(cluster, tls => client.UseClusterTls(tls));
        client.Configure<ClusterOptions>(o => Name(o, cluster));
        client.Configure<GatewayOptions>(configuration.GetSection(Section + ":Gateway"));
    }

    /// <summary>
    /// Without certificates a line warns when the host starts (<see cref="HostApplication"/>); wrong ones refuse the
    /// start.
    /// </summary>
    private static void Secure(ClusterSettings cluster, Action<ClusterCertificates> use)
    {
        if (cluster.Tls.IsOn)
        {
            use(ClusterCertificates.Load(cluster.Tls.CertificateFile!, cluster.Tls.KeyFile!, cluster.Tls.AuthorityFile!));
        }
    }

    /// <summary>Opening it makes Orleans' tables, which must be there before Orleans looks.</summary>
    private static string Database(IServiceProvider services) => services.GetRequiredService<PostgresCluster>().MembershipConnectionString;

    private static void Name(ClusterOptions options, ClusterSettings cluster) => (options.ClusterId, options.ServiceId) = (cluster.Id, cluster.Id);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
