using System.Text.Json.Nodes;
using CallGrains.TestSupport.Programs;
using CallGrains.Tool.Tests.Support;
using Phone = CallGrains.Tool.Scenarios.Phone;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.Tool.Tests.Scenarios;

/// <summary>
/// The sample scenarios against what <c>./callgrains up</c> starts: a simulator and the host with the sample flows.
/// </summary>
public sealed class SampleScenarioTests(SampleScenarioTests.Programs programs) : IClassFixture<SampleScenarioTests.Programs>
{
    private const double Speed = 4;
    private static readonly int Calls = Campaign.Of(full: 40, brief: 12);
    private readonly string _folder = programs.Pair.Folder;
    private readonly Program _simulator = programs.Pair.Simulator;

    [Theory]
    [InlineData("front-desk", 4)]
    [InlineData("survey", 3)]
    [InlineData("conference", 3)]
    public async Task A_sample_passes(string name, int scenarios)
    {
        var result = Path.Combine(_folder, name + "-result.json");

        var run = await RunAsync(Path.Combine(Program.Root, "deploy", "scenarios", name + ".json"), "--calls", $"{Calls}", "--rate", "10", "--json", result);

        Assert.True(run.Status == 0, run.Out + run.Error);
        Assert.Contains($"PASSED: {Calls} calls in ", run.Out, StringComparison.Ordinal);
        var json = JsonNode.Parse(await File.ReadAllTextAsync(result))!;
        Assert.Equal(("passed", Calls, 0, scenarios), ((string)json["verdict"]!, (int)json["passed"]!, (int)json["failed"]!, json["scenarios"]!.AsArray().Count));
        Assert.All(json["scenarios"]!.AsArray(), scenario => Assert.True((double)scenario!["p99Seconds"]! >= (double)scenario["p50Seconds"]!));
    }

    [Fact]
    public async Task The_simulator_says_how_fast_its_clock_goes()
    {
        using var phone = new Phone(_simulator.Url);

        await phone.ConnectAsync(CancellationToken.None);

        Assert.Equal(Speed, phone.Speed);
    }

    [Fact]
    public async Task A_flow_that_does_something_else_fails_the_run_and_says_where()
    {
        var file = Path.Combine(_folder, "wrong.json");
        await File.WriteAllTextAsync(file, """
            { "scenarios": [
              { "name": "wants support", "steps": [
                { "dial": "+15550100" },
                { "hear": "for support press 2" },
                { "press": "1" },
                { "hear": "Connecting you" },
                { "expect": { "connectedTo": "+15550199" }, "within": 2 } ] },
              { "name": "calls nobody", "steps": [ { "dial": "+15550177" } ] } ] }
            """);
        var result = Path.Combine(_folder, "wrong-result.json");

        var run = await RunAsync(file, "--json", result);

        Assert.Equal(1, run.Status);
        Assert.Contains("wants support, step 5 (line 7), expect connectedTo +15550199: 1 call failed\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("no call: the simulator answered 404: The number +15550177 is bound to no application", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("s.\n", run.Out, StringComparison.Ordinal);
        var failure = JsonNode.Parse(await File.ReadAllTextAsync(result))!["scenarios"]![0]!["failures"]![0]!;
        Assert.Equal((5, 7, 1), ((int)failure["step"]!, (int)failure["line"]!, (int)failure["count"]!));
        Assert.StartsWith("c-", (string)failure["examples"]![0]!["callId"]!, StringComparison.Ordinal);
    }

    private Task<Run> RunAsync(string file, params string[] more) => Run.ToolAsync(["scenario", file, "--simulator", _simulator.Url.ToString(), .. more]);

    /// <summary>What <c>./callgrains up</c> starts, once for all tests here.</summary>
    public sealed class Programs : IAsyncLifetime
    {
        internal ProgramPair Pair { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Pair = await ProgramPair.StartAsync(Speed);

        public ValueTask DisposeAsync() => Pair.DisposeAsync();
    }
}
