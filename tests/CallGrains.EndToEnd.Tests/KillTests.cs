using System.Diagnostics;
using System.Text.Json.Nodes;
using CallGrains.EndToEnd.Tests.Support;
using Program = CallGrains.EndToEnd.Tests.Support.Program;

namespace CallGrains.EndToEnd.Tests;

/// <summary>The promise that sells: the process may die at any instant, and the calls go on.</summary>
public sealed class KillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Seed = 20261121;
    private const int Callers = 200;
    private const int Kills = 50;
    private readonly string _data = Directory.CreateTempSubdirectory("callgrains-kill-").FullName;
    private readonly int _hostPort = Tick.FreePort();
    private readonly List<(Caller Caller, SimCall Call)> _finished = [];
    private readonly List<string> _broken = [];
    private Program _simulator = null!;
    private Program _host = null!;
    private volatile TaskCompletionSource _listening = new();

    public async ValueTask InitializeAsync()
    {
        _simulator = await Program.StartSimulatorAsync(speed: 4, Tick.FreePort(), "--history", "1000000");
        _host = await StartHostAsync();
        _listening.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _simulator.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Fifty_kills_of_the_host_lose_no_acknowledged_event_and_double_no_command()
    {
        var random = new Random(Seed);
        var watch = Stopwatch.StartNew();
        using var done = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(i => CallOnAsync(i, new Random(Seed + i), done.Token)).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            var instant = TimeSpan.FromMilliseconds(random.Next(20, 1200));
            await Tick.NextAsync(instant);
            _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _host.KillAsync();
            await _host.DisposeAsync();
            _host = await StartHostAsync();
            _listening.SetResult();
        }

        await done.CancelAsync();
        await Task.WhenAll(callers);
        await JudgeAsync(watch.Elapsed);
    }

    private Task<Program> StartHostAsync() => Program.StartHostAsync(_simulator.Url, _data, _hostPort);

    /// <summary>One line of the switchboard: call after call until the killing is over.</summary>
    private async Task CallOnAsync(int line, Random random, CancellationToken done)
    {
        var phone = new Phone(_simulator.Url, TimeSpan.FromMilliseconds(300));
        while (!done.IsCancellationRequested)
        {
            await _listening.Task;
            var caller = new Caller(phone, new ControlApi(_host.Url), (Intent)random.Next(7), $"+1555100{1000 + line}", random);
            try
            {
                var call = await caller.CallAsync();
                lock (_finished)
                {
                    _finished.Add((caller, call));
                }
            }
            catch (TimeoutException e)
            {
                lock (_finished)
                {
                    _broken.Add($"{caller.Intent} {e.Message}");
                }
            }
        }
    }

    private async Task JudgeAsync(TimeSpan elapsed)
    {
        var phone = new Phone(_simulator.Url);
        var requests = (await phone.RequestsAsync()).Where(r => r["callId"] is not null).ToLookup(r => (string)r["callId"]!);
        var callbacks = (await phone.CallbacksAsync()).Where(c => c["callId"] is not null).ToLookup(c => (string)c["callId"]!);
        var grains = await PlacedAsync();
        var unheard = 0;
        foreach (var (caller, call) in _finished)
        {
            var acknowledged = callbacks[call.Id].Concat(callbacks[call.TransferCallId ?? ""]).Where(c => (int?)c["status"] == 200).ToList();
            if (caller.Intent != Intent.BeCalled && !acknowledged.Exists(c => Body(c).Contains("incomingcall", StringComparison.Ordinal)) && !requests[call.Id].Any(r => (string?)r["method"] == "POST"))
            {
                unheard++;
                continue;
            }

            Note(call, caller.Judge(call), caller);
            Note(call, Doubled(requests[call.Id]), caller);
            Note(call, await MissingAsync(grains.GetValueOrDefault(call.Id, call.Id), acknowledged), caller);
        }

        var count = callbacks.Sum(c => c.Count(x => (int?)x["status"] == 200));
        output.WriteLine($"{_finished.Count} calls by {Callers} callers through {Kills} kills in {elapsed.TotalSeconds:0} s: {count} callbacks acknowledged, {callbacks.Sum(c => c.Count())} sent; {unheard} calls came while nobody listened.");
        Assert.True(_broken.Count == 0, $"{_broken.Count} of {_finished.Count} calls broke:\n{string.Join("\n", _broken.Take(10).Select(b => b[..Math.Min(b.Length, 1200)]))}");
        Assert.True(_finished.Count - unheard > Callers, "too few calls to prove anything");
    }

    /// <summary>The grains of the calls that the host placed, by the carrier's call id.</summary>
    private async Task<Dictionary<string, string>> PlacedAsync()
    {
        var api = new ControlApi(_host.Url);
        var grains = new Dictionary<string, string>();
        for (string? after = ""; after is not null;)
        {
            var page = await api.GetAsync($"/api/calls?size=1000&flow=survey{(after.Length > 0 ? "&after=" + Uri.EscapeDataString(after) : "")}");
            foreach (var call in page["items"]!.AsArray().Where(c => (string?)c!["direction"] == "out" && c["carrierId"] is not null))
            {
                grains.Add((string)call!["carrierId"]!, (string)call["id"]!);
            }

            after = (string?)page["next"];
        }

        return grains;
    }

    private void Note(SimCall call, string? fault, Caller caller)
    {
        if (fault is not null)
        {
            _broken.Add($"{caller.Intent} {call.Id} {fault}: {call.Json.ToJsonString()}");
        }
    }

    /// <summary>No speech, gather, transfer or call is sent twice: each carries its operation's tag, or can be there only once.</summary>
    private static string? Doubled(IEnumerable<JsonObject> requests)
    {
        var doubled = requests
            .Where(r => (string?)r["method"] == "POST" && (Path(r).EndsWith("/audio", StringComparison.Ordinal) || Path(r).EndsWith("/gather", StringComparison.Ordinal) || Path(r).EndsWith("/calls", StringComparison.Ordinal) || Body(r).Contains("transferring", StringComparison.Ordinal)))
            .GroupBy(r => Path(r) + Body(r))
            .FirstOrDefault(g => g.Count() > 1);
        return doubled is null ? null : $"was sent {doubled.Count()} times {doubled.Key}";
    }

    /// <summary>Each acknowledged callback stands in the journal with its own bytes.</summary>
    private async Task<string?> MissingAsync(string grainId, List<JsonObject> acknowledged)
    {
        var journal = await new ControlApi(_host.Url).JournalAsync(grainId);
        var raw = journal["entries"]!.AsArray().Select(e => (string?)e!["raw"]).Where(r => r is not null).ToHashSet();
        var missing = acknowledged.Find(c => !raw.Contains(Body(c)));
        return missing is null ? null : $"misses in its journal {Body(missing)}";
    }

    private static string Body(JsonObject item) => item["body"] is JsonValue text && text.TryGetValue<string>(out var body) ? body : item["body"]?.ToJsonString() ?? "";

    private static string Path(JsonObject item) => (string)item["path"]!;
}
