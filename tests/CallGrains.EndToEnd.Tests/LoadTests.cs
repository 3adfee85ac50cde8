using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CallGrains.EndToEnd.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests;

/// <summary>
/// Many calls at once on one machine, and what was measured meanwhile. Printed, never asserted: machines differ.
/// </summary>
public sealed class LoadTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Calls = Campaign.Of(full: 2000, brief: 200);
    private const double Speed = 1;
    private readonly string _data = Directory.CreateTempSubdirectory("callgrains-load-").FullName;
    private Program _simulator = null!;
    private Program _host = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await Program.StartSimulatorAsync(Speed, Tick.FreePort(), "--history", "1000000");
        _host = await Program.StartHostAsync(_simulator.Url, _data, Tick.FreePort());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _simulator.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Many_live_calls_complete_without_an_error()
    {
        var phone = new Phone(_simulator.Url, TimeSpan.FromSeconds(1));
        var watch = Stopwatch.StartNew();
        var ids = new List<string>();
        foreach (var batch in Enumerable.Range(0, Calls).Chunk(50))
        {
            ids.AddRange(await Task.WhenAll(batch.Select(i => phone.DialAsync($"+1555200{i:0000}", "+15550100"))));
        }

        var live = (int)(await new ControlApi(_simulator.Url).GetAsync("/healthz"))["live"]!;
        Assert.Equal(Calls, live);
        await AllAsync(ids, id => phone.HearsAsync(id, "For sales press 1"));
        await AllAsync(ids, id => phone.PressAsync(id, "2"));
        await AllAsync(ids, id => phone.UntilAsync(id, c => c.ConnectedTo == "+15550199", "support", TimeSpan.FromMinutes(3)));
        await AllAsync(ids, id => phone.HangUpAsync(id));
        await AllAsync(ids, id => phone.EndsAsync(id));
        watch.Stop();

        var callbacks = await phone.CallbacksAsync();
        Assert.All(callbacks, c => Assert.Equal(200, (int?)c["status"]));
        var requests = (await phone.RequestsAsync()).Where(r => r["callId"] is not null).ToList();
        Assert.All(requests, r => Assert.True((int)r["status"]! < 300, r.ToJsonString()));
        Report(callbacks, requests, watch.Elapsed);
    }

    private static Task AllAsync(IEnumerable<string> ids, Func<string, Task> act) =>
        Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (id, _) => await act(id));

    private void Report(IReadOnlyList<JsonObject> callbacks, List<JsonObject> requests, TimeSpan elapsed)
    {
        var acknowledged = callbacks.Select(c => (double)c["ms"]!).Order().ToList();
        var busiest = callbacks.GroupBy(c => At(c).ToUnixTimeSeconds()).Max(g => g.Count());
        var reactions = Reactions.Of(callbacks, requests.ToLookup(r => (string)r["callId"]!)).Select(ms => ms / Speed).Order().ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Calls} calls live at once, {callbacks.Count} callbacks and {requests.Count} commands in {elapsed.TotalSeconds:0.0} s; the busiest second had {busiest} callbacks.
            acknowledgement (request sent to answer read, by the simulator): p50 {At(acknowledged, 0.5):0.0} ms, p99 {At(acknowledged, 0.99):0.0} ms
            event to command (event sent to request received, by the simulator): p50 {At(reactions, 0.5):0.0} ms, p99 {At(reactions, 0.99):0.0} ms
            the host's peak memory: {_host.PeakMemoryBytes / 1048576.0:0} MB; host, simulator and callers shared {Environment.ProcessorCount} cores.
            """));
    }

    private static DateTimeOffset At(JsonObject item) => DateTimeOffset.Parse((string)item["at"]!, CultureInfo.InvariantCulture);

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? double.NaN : sorted[(int)(share * (sorted.Count - 1))];
}
