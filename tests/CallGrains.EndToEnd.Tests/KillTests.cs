using System.Diagnostics;
using CallGrains.EndToEnd.Tests.Campaigns;
using CallGrains.EndToEnd.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests;

/// <summary>The promise that sells: the process may die at any instant, and the calls go on.</summary>
public sealed class KillTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Seed = 20261121;
    private const double Speed = 3;
    private static readonly int Callers = Campaign.Of("LINES", full: 200, brief: 16);
    private static readonly int Kills = Campaign.Of("KILLS", full: 50, brief: 3);
    private readonly string _data = Directory.CreateTempSubdirectory("callgrains-kill-").FullName;
    private readonly int _hostPort = Tick.FreePort();
    private readonly int _seed = Tally.Seed("kills", Seed);
    private Program _simulator = null!;
    private Program _host = null!;
    private volatile TaskCompletionSource _listening = new();

    public async ValueTask InitializeAsync()
    {
        _simulator = await Program.StartSimulatorAsync(Speed, Tick.FreePort(), "--history", "1000000");
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
    public async Task Kills_of_the_host_lose_no_acknowledged_event_and_double_no_command()
    {
        var random = new Random(_seed);
        var watch = Stopwatch.StartNew();
        var board = new Switchboard(_simulator.Url, () => _host.Url, Callers, _seed, Speed) { Listening = () => _listening.Task };
        board.Open();
        for (var kill = 0; kill < Kills; kill++)
        {
            var instant = TimeSpan.FromMilliseconds(random.Next(20, 800));
            await Tick.NextAsync(instant);
            _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _host.KillAsync();
            await _host.DisposeAsync();
            _host = await StartHostAsync();
            _listening.SetResult();
        }

        await board.WhenFinishedAsync(Callers);
        await board.CloseAsync();
        output.WriteLine($"{Kills} kills in {watch.Elapsed.TotalSeconds:0} s. {await board.CheckAsync()}");
        output.WriteLine(Tally.Add("kills", Kills, board));
    }

    /// <summary>Of several runs every second one goes without Orleans.</summary>
    private Task<Program> StartHostAsync() => Program.StartHostAsync(_simulator.Url, _data, _hostPort, (_seed - Seed) % 2 == 0 ? [] : ["--in-process"]);
}
