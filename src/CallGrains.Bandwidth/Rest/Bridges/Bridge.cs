namespace CallGrains.Bandwidth.Rest;

/// <summary>How a bridge is to be. Absent values take the carrier's defaults, or stay.</summary>
public sealed record BridgeSettings
{
    /// <summary>Whether the two hear each other; true by default, false puts them on hold.</summary>
    public bool? BridgeAudio { get; init; }

    /// <summary>Up to 2 calls. An update replaces the list: empty takes all out, which completes the bridge.</summary>
    public IReadOnlyList<string>? CallIds { get; init; }
}

/// <summary>A bridge as the carrier sees it. What it leaves out is null.</summary>
public sealed record Bridge
{
    /// <summary>The bridge's id, <c>brg-…</c>.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary>
    /// <c>created</c>, <c>active</c> (two active calls hear each other), <c>hold</c>, <c>completed</c> (no call is
    /// left) or <c>error</c>.
    /// </summary>
    public string State { get => field ?? ""; init; }

    /// <summary>Whether the two hear each other.</summary>
    public bool BridgeAudio { get; init; }

    /// <summary>The calls, where the carrier says; <see cref="BridgesApi.ListCallsAsync"/> always does.</summary>
    public IReadOnlyList<string>? CallIds { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedTime { get; init; }

    /// <summary>When the two were first joined.</summary>
    public DateTimeOffset? ActivatedTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedTime { get; init; }
}
