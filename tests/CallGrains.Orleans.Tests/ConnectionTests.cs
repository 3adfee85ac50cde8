using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CallGrains.TestSupport.Programs;
using CallGrains.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.Orleans.Tests;

/// <summary>
/// Who can reach a silo: nobody where it stands alone, and in a cluster whoever shows a certificate of its authority.
/// </summary>
public sealed class ConnectionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_that_stands_alone_opens_no_port()
    {
        var before = Listening();
        using var silo = Host(silo => silo.UseStandaloneSilo());
        await silo.StartAsync(Stop);

        Assert.Single(await silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true));
        Assert.Null(silo.Services.GetRequiredService<ILocalSiloDetails>().GatewayAddress);
        Assert.DoesNotContain(silo.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint.Port, Listening().Except(before));
        await silo.StopAsync(Stop);
    }

    [Fact]
    public async Task Two_that_stand_alone_share_a_machine()
    {
        using var one = Host(silo => silo.UseStandaloneSilo());
        using var other = Host(silo => silo.UseStandaloneSilo());
        await one.StartAsync(Stop);
        await other.StartAsync(Stop);
        await one.StopAsync(Stop);
        await other.StopAsync(Stop);
    }

    [Fact]
    public async Task A_cluster_lets_in_who_has_a_certificate_of_its_authority_and_nobody_else()
    {
        using var authority = new PrivateAuthority(TimeProvider.System);
        using var stranger = new PrivateAuthority(TimeProvider.System);
        var (port, gateway) = (Tick.FreePort(), Tick.FreePort());
        using var silo = Host(silo => silo.UseLocalhostClustering(port, gateway).UseClusterTls(Certificates(authority, "silo")));
        await silo.StartAsync(Stop);

        Assert.Equal(1, await HostsSeenAsync(gateway, client => client.UseClusterTls(Certificates(authority, "client"))));
        Assert.False(await IsLetInAsync(gateway, Certificates(stranger, "client").Own));
        Assert.False(await IsLetInAsync(gateway, null));
        await silo.StopAsync(Stop);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused_in_words()
    {
        using var authority = new PrivateAuthority(TimeProvider.System);
        var (one, other) = (authority.Issue("one"), authority.Issue("other"));

        var refusal = Assert.Throws<ArgumentException>(() => ClusterCertificates.Load(one.Certificate, other.Key, authority.File));

        Assert.Contains(other.Key, refusal.Message, StringComparison.Ordinal);
    }

    private static ClusterCertificates Certificates(PrivateAuthority authority, string name)
    {
        var (certificate, key) = authority.Issue(name);
        return ClusterCertificates.Load(certificate, key, authority.File);
    }

    private static async Task<int> HostsSeenAsync(int gateway, Action<IClientBuilder> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => configure(client.UseLocalhostClustering(gateway)));
        using var host = builder.Build();
        await host.StartAsync(Stop);
        var hosts = await host.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        await host.StopAsync(Stop);
        return hosts.Count;
    }

    /// <summary>Whether the silo says anything to who shows this certificate, or none.</summary>
    private static async Task<bool> IsLetInAsync(int port, X509Certificate2? certificate)
    {
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, port, Stop);
            await using var tls = new SslStream(socket.GetStream(), false, (_, shown, _, _) => shown is not null);
            var options = new SslClientAuthenticationOptions { TargetHost = "callgrains-cluster", ClientCertificates = certificate is null ? null : [certificate] };
            await tls.AuthenticateAsClientAsync(options, Stop);
            return await tls.ReadAsync(new byte[16], Stop) > 0;
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return false;
        }
    }

    private static IHost Host(Action<ISiloBuilder> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.UseOrleans(configure);
        return builder.Build();
    }

    private static int[] Listening() => [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(endpoint => endpoint.Port)];
}
