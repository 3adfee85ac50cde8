using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;

namespace CallGrains.Simulator.Telnyx;

/// <summary>What Telnyx knows of a call beyond what every carrier does. Touched only inside the exchange.</summary>
internal sealed class Leg(string id, string sessionId, string connectionId, CallbackTarget? target)
{
    public string Id => id;

    /// <summary>The phone call that it is a part of: both legs of a transfer share it.</summary>
    public string SessionId => sessionId;

    public string ConnectionId => connectionId;

    /// <summary>Where its events go; a command may send them elsewhere from then on.</summary>
    public CallbackTarget? Target { get; set; } = target;

    /// <summary>Events of some types go to a place of their own.</summary>
    public Dictionary<string, CallbackTarget> Targets { get; } = [];

    /// <summary>What the last command said; returned with every later event.</summary>
    public string? ClientState { get; set; }

    /// <summary>Whether it ended by a command, or because the leg that it was bridged to did.</summary>
    public bool IsEndedByUs { get; set; }

    /// <summary>Whether it stays up when the leg that it is bridged to ends.</summary>
    public bool ParksAfterUnbridge { get; set; }

    /// <summary>What the end is called when nobody answers in time.</summary>
    public string NoAnswerCause { get; set; } = "timeout";

    /// <summary>The SIP answer behind its end, where it is not the usual one.</summary>
    public string? SipCause { get; set; }

    /// <summary>Sounds that wait for the one before them.</summary>
    public Queue<Action> Waiting { get; } = new();

    /// <summary>The gather that runs, or waits for its prompt's turn.</summary>
    public GatherRun? Gathering { get; set; }

    /// <summary>All that was told of it, oldest first.</summary>
    public List<JsonObject> Told { get; } = [];

    public CallbackTarget? TargetOf(string type) => Targets.GetValueOrDefault(type) ?? Target;
}
