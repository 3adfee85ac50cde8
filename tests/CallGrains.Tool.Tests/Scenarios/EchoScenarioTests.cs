using System.Text.Json.Nodes;
using CallGrains.TestSupport.Programs;
using CallGrains.Tool.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.Tool.Tests.Scenarios;

/// <summary>Texts and spoken words, at a real simulator, against an application that is not ours.</summary>
public sealed class EchoScenarioTests : IAsyncLifetime
{
    private readonly Folder _folder = new();
    private Program _simulator = null!;
    private EchoApplication _echo = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await Program.StartSimulatorAsync(speed: 10, Tick.FreePort());
        _echo = await EchoApplication.StartAsync(_simulator.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _echo.DisposeAsync();
        await _simulator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Who_writes_gets_each_answer_in_order()
    {
        var file = _folder.Write("texts.json", """
            { "scenarios": [ { "name": "writes", "steps": [
              { "text": "first", "to": "+15550150" }, { "receive": "You wrote: FIRST" },
              { "text": "second", "to": "+15550150" }, { "receive": "You wrote: second" } ] } ] }
            """);

        var run = await RunAsync(file, "--calls", "20", "--rate", "100");

        Assert.True(run.Status == 0, run.Out);
    }

    [Fact]
    public async Task What_a_caller_says_is_said()
    {
        var file = _folder.Write("says.json", """
            { "scenarios": [ { "name": "says", "steps": [
              { "dial": "+15550150", "from": "+15550123" }, { "hear": "What do you want?" }, { "say": "A table for two." } ] } ] }
            """);

        var run = await RunAsync(file);

        Assert.True(run.Status == 0, run.Out);
        using var http = new HttpClient { BaseAddress = _simulator.Url };
        var calls = JsonNode.Parse(await http.GetStringAsync("/sim/calls?number=%2B15550123"))!["items"]!.AsArray();
        var call = JsonNode.Parse(await http.GetStringAsync($"/sim/calls/{(string)Assert.Single(calls)!["callId"]!}"))!;
        Assert.Equal("A table for two.", (string?)Assert.Single(call["said"]!.AsArray())!["text"]);
        Assert.Equal("completed", (string?)call["state"]);
    }

    private Task<Run> RunAsync(string file, params string[] more) => Run.ToolAsync(["scenario", file, "--simulator", _simulator.Url.ToString(), .. more]);
}
