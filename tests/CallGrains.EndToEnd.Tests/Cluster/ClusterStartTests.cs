using System.Diagnostics;
using System.Text;
using CallGrains.EndToEnd.Tests.Support;
using CallGrains.Testing;
using Phone = CallGrains.TestSupport.Programs.Phone;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests.Cluster;

/// <summary>How a cluster starts, as somebody meets it who has just read of it.</summary>
public sealed class ClusterStartTests
{
    private const string Nowhere = "Host=127.0.0.1;Port=9;Database=calls;Username=calls;Password=hush";

    [Theory]
    [InlineData("--role ingress is part of a cluster; name its database", "--role", "ingress")]
    [InlineData("--role silo is part of a cluster; name its database", "--role", "silo")]
    [InlineData("CallGrains:Role is 'boss'; write all, silo or ingress", "--role", "boss")]
    [InlineData("--public-url https://calls.example.com", "--role", "silo", "--cluster", Nowhere)]
    [InlineData("leave one of the two out", "--in-process", "--cluster", Nowhere)]
    [InlineData("AdvertisedAddress is 'here'", "--cluster", Nowhere, "--set", "CallGrains:Cluster:AdvertisedAddress=here")]
    [InlineData("--gateway-port", "--cluster", Nowhere, "--gateway-port", "70000")]
    [InlineData("--fallback-url", "--fallback-url", "ftp://x")]
    [InlineData("the server does not answer", "--cluster", Nowhere)]
    [InlineData("Host=…;Database=…", "--cluster", "calls")]
    public async Task Settings_that_make_no_cluster_are_refused_with_what_to_write_instead(string message, params string[] arguments)
    {
        using var host = Process.Start(Program.HostStart("Development", ["--carrier", "http://127.0.0.1:9", "--port", "0", .. arguments]))!;
        var said = await Task.WhenAll(host.StandardOutput.ReadToEndAsync(), host.StandardError.ReadToEndAsync()).WaitAsync(TimeSpan.FromSeconds(60));
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, host.ExitCode);
        Assert.Contains(message, said[1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said[1], StringComparison.Ordinal);
        Assert.DoesNotContain("hush", string.Concat(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cluster_command_serves_calls_and_leaves_nothing_behind()
    {
        Assert.SkipWhen(PrivatePostgres.Obstacle is not null, PrivatePostgres.Obstacle ?? "");
        var (port, simulatorPort) = (Tick.FreePort(), Tick.FreePort());
        var start = new ProcessStartInfo(
            Path.Combine(Program.Root, "callgrains"), ["cluster", "--silos", "2", "--ingresses", "1", "--port", $"{port}", "--simulator-port", $"{simulatorPort}", "--speed", "20"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var cluster = Process.Start(start)!;
        var said = new StringBuilder();
        await ReadUntilAsync(cluster, said, "Ctrl-C stops everything.");
        var children = said.ToString().Split('\n').Where(l => l.Contains(" process ", StringComparison.Ordinal)).Select(l => int.Parse(l[(l.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(4, children.Count);

        var phone = new Phone(new Uri($"http://127.0.0.1:{simulatorPort}"));
        var call = await phone.DialAsync("+15550123", "+15550100");
        await phone.HearsAsync(call, "for support press 2");
        await phone.PressAsync(call, "2");
        await phone.UntilAsync(call, c => c.ConnectedTo == "+15550199", "support");
        Assert.NotEmpty((await new ControlApi(new Uri($"http://127.0.0.1:{port}")).JournalAsync(call))["entries"]!.AsArray());

        using (Process.Start("kill", ["-TERM", $"{cluster.Id}"]))
        {
            await ReadUntilAsync(cluster, said, "Stopped.");
        }

        await cluster.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, cluster.ExitCode);
        Assert.All(children, id => Assert.False(Directory.Exists($"/proc/{id}"), $"{id} is still there"));
    }

    private static async Task ReadUntilAsync(Process process, StringBuilder said, string text)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5)) is { } line)
        {
            said.AppendLine(line);
            if (line.StartsWith(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"'{text}' never came. It said:\n{said}{await process.StandardError.ReadToEndAsync()}");
    }
}
