using System.Text.Json;
using CallGrains.TestSupport.Programs;
using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests.Scenarios;

public sealed class ScenarioCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string File => _folder.Write("scenario.json", """{ "scenarios": [ { "name": "a", "weight": 2, "steps": [ { "dial": "+15550100" } ] } ] }""");

    [Fact]
    public async Task Nothing_is_tried_without_a_simulator()
    {
        var address = $"http://127.0.0.1:{Tick.FreePort()}";

        var run = await Run.ToolAsync("scenario", File, "--simulator", address);

        Assert.Equal((2, ""), (run.Status, run.Out));
        Assert.StartsWith($"{address} did not answer GET /healthz as a simulator does: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("Start one with ./callgrains up (or ./callgrains simulator), or give its address with --simulator.\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--calls", "0", "--calls is '0'; write a whole number from 1 to 1000000.")]
    [InlineData("--calls", "many", "--calls is 'many'; write a whole number from 1 to 1000000.")]
    [InlineData("--rate", "0", "--rate is '0'; write a number from 0.01 to 10000.")]
    [InlineData("--limit", "NaN", "--limit is 'NaN'; write a number from 1 to 86400.")]
    [InlineData("--simulator", "127.0.0.1", "--simulator is '127.0.0.1'; write an absolute http or https address, such as http://127.0.0.1:8090.")]
    public async Task A_wrong_option_says_what_to_write(string option, string value, string message)
    {
        var run = await Run.ToolAsync("scenario", File, option, value);

        Assert.Equal(2, run.Status);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_scenario_runs_as_often_as_its_weight_unless_told_otherwise()
    {
        await using var fake = await FakeSimulator.StartAsync(_ => (200, """{"callId":"c-1"}"""));

        var run = await Run.ToolAsync("scenario", File, "--simulator", fake.Url, "--rate", "1000");

        Assert.Contains("PASSED: 2 calls in ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_result_as_JSON_is_all_that_the_output_has()
    {
        await using var fake = await FakeSimulator.StartAsync(_ => (200, """{"callId":"c-1"}"""));

        var run = await Run.ToolAsync("scenario", File, "--simulator", fake.Url, "--rate", "1000", "--json");

        Assert.Equal(0, run.Status);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(run.Out).ValueKind);
    }

    [Fact]
    public async Task A_result_that_cannot_be_kept_stops_it_before_anybody_dials()
    {
        await using var fake = await FakeSimulator.StartAsync(_ => (200, """{"callId":"c-1"}"""));

        var run = await Run.ToolAsync("scenario", File, "--simulator", fake.Url, "--json", Path.Combine(_folder.Path, "no", "such", "folder.json"));

        Assert.Equal(2, run.Status);
        Assert.Contains("the result cannot be written there", run.Error, StringComparison.Ordinal);
        Assert.Equal(["GET /healthz"], fake.Requests);
    }
}
