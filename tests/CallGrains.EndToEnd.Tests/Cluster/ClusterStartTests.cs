using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using CallGrains.EndToEnd.Tests.Support;
using CallGrains.Testing;
using Phone = CallGrains.TestSupport.Programs.Phone;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests.Cluster;

/// <summary>How a cluster starts, as somebody meets it who has just read of it.</summary>
[Collection("the script")]
public sealed partial class ClusterStartTests
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
        var said = await Task.WhenAll(host.StandardOutput.ReadToEndAsync(), host.StandardError.ReadToEndAsync()).WaitAsync(TimeSpan.FromMinutes(2));
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(message == "the server does not answer" ? 1 : 2, host.ExitCode);
        Assert.Contains(message, said[1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said[1], StringComparison.Ordinal);
        Assert.DoesNotContain("hush", string.Concat(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cluster_command_serves_calls_and_leaves_nothing_behind()
    {
        var (port, simulatorPort) = (Tick.FreePort(), Tick.FreePort());
        using var cluster = Start(port, simulatorPort);
        var children = await StartedAsync(cluster);

        var phone = new Phone(new Uri($"http://127.0.0.1:{simulatorPort}"));
        var call = await phone.DialAsync("+15550123", "+15550100");
        await phone.HearsAsync(call, "for support press 2");
        await phone.PressAsync(call, "2");
        await phone.UntilAsync(call, c => c.ConnectedTo == "+15550199", "support");
        Assert.NotEmpty((await new ControlApi(new Uri($"http://127.0.0.1:{port}")).JournalAsync(call))["entries"]!.AsArray());

        using (Process.Start("kill", ["-TERM", $"{cluster.Id}"]))
        {
            await ReadUntilAsync(cluster, new StringBuilder(), "Stopped.");
        }

        await cluster.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, cluster.ExitCode);
        Assert.All(children, id => Assert.False(IsAlive(id), $"{id} is still there"));
    }

    [Fact]
    public async Task A_cluster_command_that_is_killed_takes_its_processes_with_it()
    {
        using var cluster = Start(Tick.FreePort(), Tick.FreePort(), silos: 1);
        var children = await StartedAsync(cluster, members: 3);
        cluster.Kill();
        await Tick.UntilAsync(() => Task.FromResult(children.Exists(IsAlive) ? null : "gone"), () => $"of {string.Join(", ", children)} some are still there");
    }

    private static Process Start(int port, int simulatorPort, int silos = 2)
    {
        Assert.SkipWhen(PrivatePostgres.Obstacle is not null, PrivatePostgres.Obstacle ?? "");
        return Process.Start(new ProcessStartInfo(
            Path.Combine(Program.Root, "callgrains"), ["cluster", "--silos", $"{silos}", "--ingresses", "1", "--port", $"{port}", "--simulator-port", $"{simulatorPort}"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>The process ids of its members, and of the processes of its PostgreSQL.</summary>
    private static async Task<List<int>> StartedAsync(Process cluster, int members = 4)
    {
        var said = new StringBuilder();
        await ReadUntilAsync(cluster, said, "Ctrl-C stops everything.");
        var started = Member().Matches(said.ToString()).Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(members, started.Count);
        var guards = Process.GetProcesses().Where(p => ParentOf(p.Id) == cluster.Id).Select(p => p.Id).ToList();
        return [.. started.Union(guards)];
    }

    [GeneratedRegex(@"^\s*(?:simulator|silo-\d+|ingress-\d+)\s+http\S+\s+(\d+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Member();

    private static int ParentOf(int id)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Whether a process runs; one that has ended and was not yet collected by its parent does not.</summary>
    private static bool IsAlive(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].Trim()[0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
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
