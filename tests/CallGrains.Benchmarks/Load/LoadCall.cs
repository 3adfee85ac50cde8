namespace CallGrains.Benchmarks.Load;

/// <summary>One call as its carrier sees it. Guarded by the run's lock.</summary>
internal sealed class LoadCall(long number, CallNames names, IReadOnlyList<CallStep> steps)
{
    private CommandKind _arrived;
    private int _next;

    public long Number => number;

    /// <summary>The caller's leg.</summary>
    public string Id { get; } = names.Call(number);

    /// <summary>The leg that a transfer creates.</summary>
    public string AgentId => names.Agent(number);

    /// <summary>The tag of the last speak or gather, which its events give back.</summary>
    public string Tag { get; set; } = "";

    /// <summary>Where the agent's leg reports to; null until the host has said it.</summary>
    public string? AgentPath { get; set; }

    /// <summary>When the callback under way, or the last one, was to be sent.</summary>
    public long Intended { get; set; }

    /// <summary>When the one to be sent next is due.</summary>
    public long Due { get; set; }

    public bool IsUnderWay { get; set; }

    public bool IsOver => _next == steps.Count;

    public CallbackKind Callback => steps[_next].Callback;

    /// <summary>Whether nothing is waited for before the next callback.</summary>
    public bool IsReady => !IsUnderWay && !IsOver && (steps[_next].After == CommandKind.None || (_arrived & steps[_next].After) != 0);

    /// <summary>The callback was acknowledged.</summary>
    public void Acknowledged()
    {
        IsUnderWay = false;
        _next++;
    }

    /// <summary>A command has come; whether it was one that the script goes on with, for the first time.</summary>
    public bool Arrived(CommandKind command)
    {
        // The command may overtake the acknowledgement of the callback that led to it.
        var awaited = IsUnderWay ? Math.Min(_next + 1, steps.Count - 1) : _next;
        var isNews = !IsOver && steps[awaited].After == command && (_arrived & command) == 0;
        _arrived |= command;
        return isNews;
    }

    /// <summary>Goes on without commands, where nobody sends any.</summary>
    public void ExpectNothing() => _arrived = (CommandKind)(-1);
}

/// <summary>
/// Names of calls in the shape of the carrier's, which tell the call's number again. Another run has other names.
/// </summary>
internal sealed class CallNames(string run)
{
    private const int Digits = 14;
    private readonly string _call = $"c-{run}a";
    private readonly string _agent = $"c-{run}b";

    public string Call(long number) => _call + number.ToString("D14", null);

    public string Agent(long number) => _agent + number.ToString("D14", null);

    /// <summary>The number of a call of this run, by the name of either leg; null for others.</summary>
    public long? NumberOf(ReadOnlySpan<char> id) =>
        id.Length == _call.Length + Digits && (id.StartsWith(_call) || id.StartsWith(_agent)) && long.TryParse(id[_call.Length..], out var number) ? number : null;
}
