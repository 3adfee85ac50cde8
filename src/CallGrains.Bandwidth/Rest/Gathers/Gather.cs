namespace CallGrains.Bandwidth.Rest;

/// <summary>A gather as the carrier sees it. What it leaves out is null.</summary>
public sealed record Gather
{
    /// <summary>The gather's id, <c>gtr-…</c>.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary><c>started</c> or <c>created</c> while it runs, then <c>completed</c>.</summary>
    public string State { get => field ?? ""; init; }

    /// <summary>
    /// <c>max-digits</c>, <c>terminating-digit</c>, <c>inter-digit-timeout</c>, <c>hung-up</c> or <c>cancelled</c>;
    /// null while it runs.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? CreatedTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedTime { get; init; }

    /// <summary>The digits, without the terminating one.</summary>
    public string? Digits { get; init; }
}
