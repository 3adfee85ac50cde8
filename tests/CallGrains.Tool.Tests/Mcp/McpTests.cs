using System.Text.Json.Nodes;
using CallGrains.Tool.Mcp;
using CallGrains.Tool.Tests.Support;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.Tool.Tests.Mcp;

/// <summary>A real client of the protocol, over the standard input and output of the program.</summary>
[Collection(nameof(LiveHost))]
public sealed class McpTests(LiveHost host)
{
    [Fact]
    public async Task An_agent_calls_the_front_desk_and_reads_the_ladder()
    {
        await using var agent = await ConnectAsync("--host", host.Url, "--api-key", LiveHost.Key, "--simulator", host.Simulator.AbsoluteUri);

        var call = await UseAsync(agent, "place_call", ("to", LiveHost.Number), ("from", "+15550231"));
        Assert.Contains("press 2", await UseAsync(agent, "wait_for", ("call", call), ("hears", "press 2")), StringComparison.Ordinal);
        await UseAsync(agent, "press_keys", ("call", call), ("keys", "2"));
        Assert.Contains("Connecting you", await UseAsync(agent, "wait_for", ("call", call), ("hears", "Connecting you")), StringComparison.Ordinal);
        await UseAsync(agent, "put_phone_down", ("call", call));

        Assert.Matches(@"--> transfer", await UseAsync(agent, "read_ladder", ("id", call)));
        Assert.Equal(call, (string?)JsonNode.Parse(await UseAsync(agent, "list_calls", ("number", "+15550231")))!["items"]![0]!["id"]);
        Assert.Contains("incomingcall", await UseAsync(agent, "read_journal", ("id", call), ("entry", 2)), StringComparison.Ordinal);
        Assert.Contains("front-desk", await UseAsync(agent, "list_flows"), StringComparison.Ordinal);
        Assert.Contains("is ready", await UseAsync(agent, "check_host"), StringComparison.Ordinal);
        Assert.Contains("PASSED: 1 calls", await UseAsync(agent, "run_scenario", ("scenarios", """{ "scenarios": [ { "name": "menu", "steps": [ { "dial": "+15550100" }, { "hear": "press 2" } ] } ] }""")), StringComparison.Ordinal);
        Assert.Contains("No promise was broken.", await UseAsync(agent, "run_fuzz", ("seeds", 5), ("flow", "front-desk")), StringComparison.Ordinal);

        var wrong = await agent.CallToolAsync("read_ladder", new Dictionary<string, object?> { ["id"] = "c-nobody" });
        Assert.True(wrong.IsError);
        Assert.Contains("refuses", Text(wrong), StringComparison.Ordinal);
        Assert.Contains("is not there", Text(await agent.CallToolAsync("run_flow_tests", new Dictionary<string, object?> { ["project"] = "/nowhere" })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_runs_flow_tests()
    {
        var tests = Path.Combine(AppContext.BaseDirectory, "CallGrains.Tool.Tests.dll");

        Assert.StartsWith("passed\n", await RunTools.RunFlowTestsAsync(tests, TestContext.Current.CancellationToken, nameof(A_host_of_another_machine_is_only_read_unless_changes_are_allowed)), StringComparison.Ordinal);
        Assert.Contains("is not there", (await Assert.ThrowsAsync<ModelContextProtocol.McpException>(() => RunTools.RunFlowTestsAsync("/nowhere", TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_of_another_machine_is_only_read_unless_changes_are_allowed()
    {
        var world = new AgentWorld(new Uri("https://calls.example.com"), null, new Uri("http://127.0.0.1:8090"), new ToolWorld(TextWriter.Null, TextWriter.Null, _ => null, TimeProvider.System));
        using var phone = new PhoneTools(world);
        object[] owners = [new HostTools(world), phone, new RunTools(world)];

        var reading = McpCommand.Tools(owners, mayChange: false).Select(t => t.ProtocolTool.Name).Order(StringComparer.Ordinal);
        var all = McpCommand.Tools(owners, mayChange: true).Select(t => t.ProtocolTool.Name).ToList();

        Assert.Equal(["check_host", "list_calls", "list_flows", "look_at_phone", "read_journal", "read_ladder", "wait_for"], reading);
        Assert.All(["hang_up", "signal", "place_call", "run_fuzz", "run_scenario", "run_flow_tests"], tool => Assert.Contains(tool, all));
    }

    private static async Task<McpClient> ConnectAsync(params string[] arguments) => await McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
    {
        Command = "dotnet",
        Arguments = [Program.LibraryOf("src", "CallGrains.Tool", "callgrains-tool"), "mcp", .. arguments],
    }));

    private static async Task<string> UseAsync(McpClient agent, string tool, params (string Name, object? Value)[] arguments)
    {
        var answer = await agent.CallToolAsync(tool, arguments.ToDictionary(a => a.Name, a => a.Value));
        Assert.True(answer.IsError is not true, $"{tool}: {Text(answer)}");
        return Text(answer);
    }

    private static string Text(CallToolResult answer) => string.Concat(answer.Content.OfType<TextContentBlock>().Select(c => c.Text));
}
