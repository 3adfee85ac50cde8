using System.CommandLine;
using System.Reflection;
using CallGrains.Tool.Doctor;
using CallGrains.Tool.Scenarios;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Mcp;

/// <summary>
/// <c>mcp</c>: a server of the Model Context Protocol on standard input and output, for a coding agent.
/// </summary>
internal static class McpCommand
{
    private const string Instructions =
        "A host of CallGrains, which runs call flows in C#, and a simulated carrier. To try a flow: place_call, wait_for what it says, press_keys or say, then read_ladder of the same id: "
        + "it shows each callback, decision, command and outcome with its time. A flow that fails has a fault in list_calls.";

    public static Command Create(ToolWorld world)
    {
        var simulator = Options.Address("--simulator", $"Address of the simulated carrier. [default: {ScenarioCommand.DefaultSimulator.GetLeftPart(UriPartial.Authority)}]");
        var allow = new Option<bool>("--allow-changes") { Description = "Let the agent change a host of another machine too. [default: it may only read there]" };
        return ApiCommand.Create(world, "mcp", "Serve the Model Context Protocol on standard input and output: a coding agent calls, reads ladders, runs scenarios, flow tests and fuzz runs.", [simulator, allow], call =>
        {
            var agent = new AgentWorld(call.Api.Host, call.Api.Key, call.Parsed.GetValue(simulator) ?? ScenarioCommand.DefaultSimulator, world);
            return ServeAsync(agent, mayChange: call.Api.Host.IsLoopback || call.Parsed.GetValue(allow), call.Stop);
        });
    }

    /// <summary>The tools that an agent gets.</summary>
    /// <param name="owners">What has them.</param>
    /// <param name="mayChange">Whether those that change something are among them.</param>
    public static IEnumerable<McpServerTool> Tools(IEnumerable<object> owners, bool mayChange) =>
        from owner in owners
        from method in owner.GetType().GetMethods()
        let tool = method.GetCustomAttribute<McpServerToolAttribute>()
        where tool is not null && (tool.ReadOnly || mayChange)
        select McpServerTool.Create(method, method.IsStatic ? null : owner);

    private static async Task<int> ServeAsync(AgentWorld agent, bool mayChange, CancellationToken stop)
    {
        using var phone = new PhoneTools(agent);
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "callgrains", Version = HostChecks.Version },
            ServerInstructions = Instructions,
            ToolCollection = [.. Tools([new HostTools(agent), phone, new RunTools(agent)], mayChange)],
        };
        await using var transport = new StdioServerTransport(options);
        await using var server = McpServer.Create(transport, options);
        try
        {
            await server.RunAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C, or the agent's end.
        }

        return ToolCommand.Done;
    }
}
