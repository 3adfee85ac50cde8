using System.CommandLine;

namespace CallGrains.Tool.Calls;

/// <summary>The options that narrow a list, alike for <c>calls</c> and <c>tail</c>.</summary>
internal sealed class CallFilter
{
    private readonly Option<string> _kind = new Option<string>("--kind") { Description = "What is listed: calls, threads or conferences. [default: calls]", DefaultValueFactory = _ => "calls" }.AcceptOnlyFromAmong("calls", "threads", "conferences");
    private readonly Option<string?> _state = new("--state") { Description = "Only those that are live, ending or ended." };
    private readonly Option<string?> _flow = new("--flow") { Description = "Only those of this flow." };
    private readonly Option<string?> _number = new("--number") { Description = "Only those from or to this number, such as +15550123." };
    private readonly Option<bool> _fault = new("--fault") { Description = "Only those whose flow something stops, or has failed." };
    private readonly Option<string?> _cause = new("--cause") { Description = "Only those that ended for this cause, such as NO_ANSWER." };
    private readonly Option<string?> _since = new("--since") { Description = "Only those that began at this time or later, such as 2026-11-30T09:00:00Z." };
    private readonly Option<string?> _until = new("--until") { Description = "Only those that began before this time." };

    public IEnumerable<Symbol> Options => [_kind, _state, _flow, _number, _fault, _cause, _since, _until];

    public string KindOf(ParseResult parsed) => parsed.GetValue(_kind)!;

    /// <summary>The query of the API.</summary>
    /// <param name="parsed">What was written.</param>
    /// <param name="more">More of it: the page.</param>
    public string QueryOf(ParseResult parsed, params (string Name, string? Value)[] more)
    {
        (string Name, string? Value)[] all =
        [
            ("state", parsed.GetValue(_state)), ("flow", parsed.GetValue(_flow)), ("number", parsed.GetValue(_number)), ("fault", parsed.GetValue(_fault) ? "true" : null),
            ("cause", parsed.GetValue(_cause)), ("since", parsed.GetValue(_since)), ("until", parsed.GetValue(_until)), .. more,
        ];
        return string.Join('&', all.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
    }
}
