using System.ComponentModel;
using System.Globalization;
using ModelContextProtocol.Server;

namespace CallGrains.Tool.Mcp;

/// <summary>What an agent can ask a host, and tell it.</summary>
internal sealed class HostTools(AgentWorld world)
{
    private const string Id = "The call's id; thread/OURS~THEIRS or conference/NAME for the others.";

    [McpServerTool(Name = "list_calls", ReadOnly = true), Description("Lists calls, message threads or conferences of the host, newest first, as JSON.")]
    public Task<string> ListCallsAsync(
        CancellationToken stop,
        [Description("calls, threads or conferences.")] string kind = "calls",
        [Description("live, ending or ended; leave it out for all.")] string? state = null,
        [Description("Only those of this flow.")] string? flow = null,
        [Description("Only those from or to this number.")] string? number = null,
        [Description("Whether only those whose flow is stopped or has failed.")] bool fault = false,
        [Description("How many at most.")] int most = 25) => world.AskAsync(
            stop,
            ["calls", "--json", "--kind", kind, "--most", most.ToString(CultureInfo.InvariantCulture), .. Given("--state", state), .. Given("--flow", flow), .. Given("--number", number), .. fault ? ["--fault"] : Array.Empty<string>()]);

    [McpServerTool(Name = "read_ladder", ReadOnly = true), Description("Shows where a call stands, and its ladder: what the carrier reported, what the flow decided, what was sent and what came of it.")]
    public Task<string> ReadLadderAsync([Description(Id)] string id, CancellationToken stop) => world.AskAsync(stop, "show", id);

    [McpServerTool(Name = "read_journal", ReadOnly = true), Description("The whole journal of a call as JSON, callbacks as they were received; or one entry of it.")]
    public Task<string> ReadJournalAsync([Description(Id)] string id, CancellationToken stop, [Description("The number of one entry; leave it out for all.")] int? entry = null) =>
        world.AskAsync(stop, ["journal", id, "--json", .. Given("--entry", entry?.ToString(CultureInfo.InvariantCulture))]);

    [McpServerTool(Name = "list_flows", ReadOnly = true), Description("The flows and versions of the host, and how many live calls need each, as JSON.")]
    public Task<string> ListFlowsAsync(CancellationToken stop) => world.AskAsync(stop, "flows", "--json");

    [McpServerTool(Name = "check_host", ReadOnly = true), Description("What is wrong with the running host, and what to do: readiness, key, version.")]
    public Task<string> CheckHostAsync(CancellationToken stop) => world.AskAsync(stop, "doctor", "--remote", "--json");

    [McpServerTool(Name = "hang_up", Destructive = true), Description("Hangs a call of the host up, whatever its flow is doing.")]
    public Task<string> HangUpAsync([Description(Id)] string id, CancellationToken stop) => world.AskAsync(stop, "hangup", id);

    [McpServerTool(Name = "signal", Destructive = false), Description("Sends a durable signal to a call's flow.")]
    public Task<string> SignalAsync(
        [Description(Id)] string id,
        [Description("What the flow waits for.")] string name,
        CancellationToken stop,
        [Description("What it is given, as JSON; leave it out for nothing.")] string? value = null) => world.AskAsync(stop, ["signal", id, name, .. value is null ? Array.Empty<string>() : [value]]);

    private static string[] Given(string option, string? value) => value is null ? [] : [option, value];
}
