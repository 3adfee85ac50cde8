namespace CallGrains.Bandwidth.Rest;

/// <summary>A recording as the carrier sees it. What it leaves out is null.</summary>
public sealed record Recording
{
    /// <summary>The recording's id, <c>rec-…</c>.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary><c>recording</c>, <c>saving</c>, <c>complete</c> or <c>error</c>.</summary>
    public string State { get => field ?? ""; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The URL of its call.</summary>
    public Uri? Call { get; init; }

    /// <summary>The URL of its file; the last segment is the name for <see cref="MediaApi.GetAsync"/>.</summary>
    public Uri? Media { get; init; }
}
