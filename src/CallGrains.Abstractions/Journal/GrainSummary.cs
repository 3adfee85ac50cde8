namespace CallGrains.Journals;

/// <summary>Where a grain stands.</summary>
public enum GrainState
{
    /// <summary>Its call is still there.</summary>
    Live,

    /// <summary>Its call is over, but after-call work or a late recording is awaited.</summary>
    Ending,

    /// <summary>Its call is over, and nothing is awaited any more.</summary>
    Ended,
}

/// <summary>A grain's line in the index: what can be listed without reading its journal.</summary>
public sealed record GrainSummary
{
    /// <summary>The grain.</summary>
    public required FlowAddress Address { get; init; }

    /// <summary>The number of its last entry.</summary>
    public required long Sequence { get; init; }

    /// <summary>Where it stands.</summary>
    public GrainState State { get; init; }

    /// <summary>The flow's name; empty when none answers.</summary>
    public string Flow { get; init; } = "";

    /// <summary>The flow's version, pinned at the first entry.</summary>
    public int FlowVersion { get; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public string? Direction { get; init; }

    /// <summary>The calling party.</summary>
    public string? From { get; init; }

    /// <summary>The called party.</summary>
    public string? To { get; init; }

    /// <summary>The carrier's id of the grain's own call, once known.</summary>
    public string? CarrierId { get; init; }

    /// <summary>When the first entry was written.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the call ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// Why it ended: the carrier's cause (<c>NORMAL_CLEARING</c>, …), or ours. Of a message thread: <c>STOPPED</c>
    /// while the other side wants no texts.
    /// </summary>
    public string? Cause { get; init; }

    /// <summary>What stops the flow (an exception's message), when something does.</summary>
    public string? Fault { get; init; }

    /// <summary>What the flow last said of itself (<c>SetStatus</c>); null when it said nothing.</summary>
    public string? Status { get; init; }

    /// <summary>What the flow has come to (<c>SetResult</c>), as JSON; null when it has set nothing.</summary>
    public string? Result { get; init; }

    /// <summary>When the grain wants to be woken next: its earliest timer or watchdog.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>How many commands have no journalled outcome yet.</summary>
    public int PendingEffects { get; init; }
}
