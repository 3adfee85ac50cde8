using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using CallGrains.EndToEnd.Tests.Support;
using CallGrains.Testing;
using CallGrains.TestSupport.Telemetry;
using Phone = CallGrains.TestSupport.Programs.Phone;

namespace CallGrains.EndToEnd.Tests.Cluster;

/// <summary>
/// A cluster whose processes know each other by certificates and send their traces to one collector, set up by settings
/// alone.
/// </summary>
public sealed class ClusterTlsTests
{
    [Fact]
    public async Task Silos_and_an_ingress_serve_calls_and_who_has_no_certificate_is_refused()
    {
        Assert.SkipWhen(PrivatePostgres.Obstacle is not null, PrivatePostgres.Obstacle ?? "");
        using var authority = new PrivateAuthority(TimeProvider.System);
        using var stranger = new PrivateAuthority(TimeProvider.System);
        await using var collector = new OtlpReceiver();
        string[] traced = [.. collector.Settings.SelectMany(s => new[] { "--set", s })];
        await using var cluster = await TestCluster.StartAsync(silos: Campaign.Of(full: 2, brief: 1), ingresses: 1, more: name => [.. Certificates(authority, name), .. traced]);
        var (silo, gateway) = (Tick.FreePort(), Tick.FreePort());
        await cluster.StartSiloAsync(["--silo-port", $"{silo}", "--gateway-port", $"{gateway}", .. Certificates(authority, "silo-3"), .. traced]);

        var phone = new Phone(cluster.Simulator.Url);
        // A silo that is ready gets grains once the others have heard of it, a moment later.
        var silos = new HashSet<string>();
        for (var round = 0; silos.Count < 2; round++)
        {
            Assert.True(round < 20, "all calls were on one silo");
            var traces = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => CallAsync(cluster, collector, phone, $"+1555023{round:00}{n}")));
            silos.UnionWith(traces.SelectMany(t => t).Where(s => s.Name == "command").Select(s => s.Process));
        }

        foreach (var port in new[] { silo, gateway })
        {
            Assert.False(await IsLetInAsync(port, Own(stranger)));
            Assert.False(await IsLetInAsync(port, null));
        }

        Assert.All(cluster.Silos, s => Assert.DoesNotContain("neither encrypted nor authenticated", s.Output, StringComparison.Ordinal));
    }

    /// <summary>A whole call; returns its trace.</summary>
    private static async Task<IReadOnlyList<OtlpSpan>> CallAsync(TestCluster cluster, OtlpReceiver collector, Phone phone, string from)
    {
        var call = await phone.DialAsync(from, "+15550100");
        await phone.HearsAsync(call, "for support press 2");
        await phone.HangUpAsync(call);
        var control = new ControlApi(cluster.Ingresses[0].Url);
        await Tick.UntilAsync(async () => (string?)(await control.GetAsync($"/api/calls/{call}"))["state"] == "ended" ? "ended" : null, () => $"{call} never ended.");
        return await IsOneTraceAsync(collector, phone, call);
    }

    /// <summary>What the ingress took and what the silo sent are in the one trace of the call.</summary>
    private static async Task<IReadOnlyList<OtlpSpan>> IsOneTraceAsync(OtlpReceiver collector, Phone phone, string call)
    {
        var callbacks = (await phone.CallbacksAsync(call)).Select(c => (string)c["eventType"]!).Distinct().ToList();
        var trace = await collector.TraceAsync(OtlpSpan.TraceOf(call), spans =>
            callbacks.TrueForAll(e => spans.Any(s => s.Name == "callback" && s.Tags["callgrains.event_type"] == e)) && spans.Count(s => s.Name == "command" && s.Tags.GetValueOrDefault("callgrains.outcome") == "Done") > 1);
        Assert.True(trace.Select(s => s.Process).Distinct().Count() > 1, "the trace is of one process");
        return trace;
    }

    private static string[] Certificates(PrivateAuthority authority, string name)
    {
        var (certificate, key) = authority.Issue(name);
        return ["--set", $"CallGrains:Cluster:Tls:CertificateFile={certificate}", "--set", $"CallGrains:Cluster:Tls:KeyFile={key}", "--set", $"CallGrains:Cluster:Tls:AuthorityFile={authority.File}"];
    }

    private static X509Certificate2 Own(PrivateAuthority authority)
    {
        var (certificate, key) = authority.Issue("client");
        return X509Certificate2.CreateFromPemFile(certificate, key);
    }

    /// <summary>Whether the port says anything to who shows this certificate, or none.</summary>
    private static async Task<bool> IsLetInAsync(int port, X509Certificate2? certificate)
    {
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await using var tls = new SslStream(socket.GetStream(), false, (_, shown, _, _) => shown is not null);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "callgrains-cluster", ClientCertificates = certificate is null ? null : [certificate] });
            return await tls.ReadAsync(new byte[16]) > 0;
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return false;
        }
    }
}
