using Spectre.Console;
using Command = System.CommandLine.Command;

namespace CallGrains.Tool.Calls;

/// <summary><c>flows</c>: which flows and versions a host has, and which calls need them.</summary>
internal static class FlowsCommand
{
    public static Command Create(ToolWorld world)
    {
        var json = ApiCommand.Json();
        return ApiCommand.Create(world, "flows", "List a host's flows and versions, and how many live calls need each.", [json], async call =>
        {
            var flows = await call.GetAsync("/api/flows");
            if (call.Parsed.GetValue(json))
            {
                await call.PrintAsync(flows);
                return ToolCommand.Done;
            }

            var console = Terminal.On(world.Out);
            var table = Terminal.TableFor(console, 2, "flow", "state", "version", "live", "ending");
            foreach (var flow in flows.GetProperty("items").EnumerateArray())
            {
                table.AddRow(new Text(GrainLine.Text(flow, "flow")), new Text(GrainLine.Text(flow, "state")), new Text($"{flow.GetProperty("version")}"), new Text($"{flow.GetProperty("live")}"), new Text($"{flow.GetProperty("ending")}"));
            }

            console.Write(table);
            return ToolCommand.Done;
        });
    }
}
