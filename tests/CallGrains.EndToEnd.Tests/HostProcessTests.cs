using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CallGrains.EndToEnd.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests;

/// <summary>
/// What a host does as a process: with more connections than descriptors, told to stop, and stopped for a while.
/// </summary>
public sealed class HostProcessTests : IDisposable
{
    private const string Answer = """{"eventType":"answer","callId":"c-stopped","from":"+15550111","to":"+15550100"}""";
    private static readonly TimeSpan Pause = Campaign.IsFull ? TimeSpan.FromSeconds(30) : TimeSpan.Zero;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("callgrains-host-process-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task More_idle_connections_than_descriptors_keep_no_callback_out()
    {
        const int Connections = 1_100;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Limit() > 3 * Connections, "This process needs as many descriptors.");
        await using var host = await Program.StartHostAsync(new Uri("http://127.0.0.1:9"), _data.FullName, Tick.FreePort(), 1024, "--in-process", "--set", "CallGrains:Provision=false");
        var idle = new List<TcpClient>();
        try
        {
            for (var n = 0; n < Connections; n++)
            {
                var client = new TcpClient();
                idle.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, host.Url.Port, TestContext.Current.CancellationToken);
            }

            using var http = new HttpClient { BaseAddress = host.Url };
            using var taken = await http.PostAsync("/callbacks/bandwidth", new StringContent(Answer, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
            using var ready = await http.GetAsync("/readyz", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            Assert.Equal("runs", host.State);
            Assert.Contains("idle for longest make room", host.Output, StringComparison.Ordinal);
        }
        finally
        {
            idle.ForEach(c => c.Dispose());
        }
    }

    [Fact]
    public async Task A_host_that_is_told_to_stop_takes_callbacks_until_its_time_is_over()
    {
        await using var host = await Program.StartHostAsync(new Uri("http://127.0.0.1:9"), _data.FullName, Tick.FreePort(), "--in-process", "--set", "CallGrains:Provision=false", "--set", "CallGrains:DrainTime=00:00:15");
        using var http = new HttpClient { BaseAddress = host.Url };
        await host.SignalAsync("TERM");
        await Tick.UntilAsync(async () => (await StatusAsync(http, "/readyz")) == HttpStatusCode.ServiceUnavailable ? "told" : null, () => "Readiness never said that it stops.");
        for (var n = 0; n < 20; n++)
        {
            using var taken = await http.PostAsync("/callbacks/bandwidth", new StringContent(Answer, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        Assert.Equal(0, await host.EndAsync(TimeSpan.FromMinutes(2)));
    }

    /// <summary>A carrier gives a callback up after its timeout, here a second, and never sends it again.</summary>
    [Fact]
    public async Task What_was_missed_while_the_host_was_stopped_is_asked_for_at_once()
    {
        await using var simulator = await Program.StartSimulatorAsync(speed: 1, Tick.FreePort());
        await using var host = await Program.StartHostAsync(simulator.Url, _data.FullName, Tick.FreePort(), "--set", "CallGrains:Grains:SweepInterval=00:00:01", "--set", "Bandwidth:CallbackTimeout=00:00:01");
        var (control, phone) = (new ControlApi(host.Url), new Phone(simulator.Url));
        var calls = await Task.WhenAll(Enumerable.Range(0, Campaign.Of(full: 200, brief: 5)).Select(async n =>
        {
            var call = await phone.DialAsync($"+15550{n + 200}", "+15550100");
            await phone.UntilAsync(call, c => c.HasHeard("for support press 2"), "the menu");
            return call;
        }));

        await host.SignalAsync("STOP");
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(calls.Select(phone.HangUpAsync));
        await Tick.UntilAsync(async () => watch.Elapsed > Pause && await LostAsync(phone, calls) == calls.Length ? "lost" : null, () => "The carrier never gave the hang-ups up.", TimeSpan.FromMinutes(2));
        await host.SignalAsync("CONT");
        watch.Restart();
        foreach (var call in calls)
        {
            await Tick.UntilAsync(async () => (string?)(await control.GetAsync($"/api/calls/{call}"))["state"] == "ended" ? "ended" : null, () => $"{call} stands as live. {host.Output}", TimeSpan.FromMinutes(2));
        }

        TestContext.Current.SendDiagnosticMessage($"{calls.Length} calls were over {watch.Elapsed.TotalSeconds:0.0} s after the host went on.");
        Assert.Contains("stood still for", host.Output, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"it took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("CallGrains:Port is 'abc'; write a whole number", "--port", "abc")]
    [InlineData("Bandwidth:BaseUrl is 'abc'", "--carrier", "abc")]
    [InlineData("Invalid url: 'nowhere'", "--urls", "nowhere")]
    [InlineData("Logging:LogLevel:Default is 'loud'; write one of Trace", "--set", "Logging:LogLevel:Default=loud")]
    [InlineData("Unrecognized command or argument '--colour'", "--colour")]
    public async Task An_argument_that_is_none_of_its_kind_is_told_in_a_sentence(string sentence, params string[] arguments)
    {
        string[] carrier = arguments[0] == "--carrier" ? [] : ["--carrier", "http://127.0.0.1:9"];
        using var host = Process.Start(Program.HostStart("Development", ["--data", _data.FullName, .. carrier, .. arguments]))!;
        var said = await Task.WhenAll(host.StandardOutput.ReadToEndAsync(), host.StandardError.ReadToEndAsync()).WaitAsync(TimeSpan.FromMinutes(2));
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, host.ExitCode);
        Assert.Contains(sentence, said[1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", string.Concat(said), StringComparison.Ordinal);
    }

    private static async Task<int> LostAsync(Phone phone, string[] calls)
    {
        var lost = (await phone.CallbacksAsync()).Where(c => (string?)c["eventType"] == "hangup" && c["status"] is null && c["error"] is not null).Select(c => (string)c["callId"]!).ToHashSet();
        return calls.Count(lost.Contains);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        return answer.StatusCode;
    }

    private static long Limit() => long.TryParse(File.ReadLines("/proc/self/limits").First(l => l.StartsWith("Max open files", StringComparison.Ordinal))[26..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], out var most) ? most : long.MaxValue;
}
