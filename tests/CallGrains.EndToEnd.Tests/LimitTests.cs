using CallGrains.EndToEnd.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests;

/// <summary>
/// The carrier's documented limits, kept by the host before the carrier has to say no. A minute of theirs is three
/// seconds of ours, on both sides.
/// </summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const int Speed = 20;
    private static readonly int Calls = Campaign.Of(full: 60, brief: 25);
    private readonly string _data = Directory.CreateTempSubdirectory("callgrains-limits-").FullName;
    private Program _simulator = null!;
    private Program _host = null!;

    private static string[] Limits =>
    [
        "--set", "Bandwidth:Limits:Enabled=true",
        "--set", $"Bandwidth:Limits:Calls:Window={TimeSpan.FromSeconds(10) / Speed}",
        "--set", $"Bandwidth:Limits:CallsPerNumber:Window={TimeSpan.FromSeconds(10) / Speed}",
        "--set", $"Bandwidth:Limits:Others:Window={TimeSpan.FromSeconds(1) / Speed}",
    ];

    public async ValueTask InitializeAsync()
    {
        _simulator = await Program.StartSimulatorAsync(Speed, Tick.FreePort(), "--limits");
        _host = await Program.StartHostAsync(_simulator.Url, _data, Tick.FreePort(), Limits);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _simulator.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Calls_requested_at_once_all_complete_and_the_carrier_never_says_no()
    {
        var phone = new Phone(_simulator.Url, TimeSpan.FromMilliseconds(500));
        var callers = Enumerable.Range(0, Calls).Select(i => new Caller(phone, new ControlApi(_host.Url), Intent.BeCalled, $"+155530000{i:00}", new Random(i))).ToList();

        var calls = await Task.WhenAll(callers.Select(async c => (Caller: c, Call: await c.CallAsync())));

        Assert.All(calls, c => Assert.Null(c.Caller.Check(c.Call)));
        var requests = await phone.RequestsAsync();
        Assert.DoesNotContain(requests, r => (int?)r["status"] is 403 or 429);
        Assert.Equal(Calls, requests.Count(r => (string?)r["method"] == "POST" && ((string?)r["path"])!.EndsWith("/calls", StringComparison.Ordinal)));
        var api = new ControlApi(_host.Url);
        var own = (await api.GetAsync("/api/calls?size=1000"))["items"]!.AsArray().Select(c => (string)c!["id"]!).ToList();
        var waits = (await Task.WhenAll(own.Select(api.JournalAsync))).Count(j => j.ToJsonString().Contains("governorWait", StringComparison.Ordinal));
        Assert.True(waits >= Calls - 10, $"{waits} calls say that they waited; at most the first ten did not.");
    }
}
