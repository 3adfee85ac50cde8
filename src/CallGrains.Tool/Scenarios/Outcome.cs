namespace CallGrains.Tool.Scenarios;

/// <summary>How one caller fared.</summary>
/// <param name="Scenario">What it followed.</param>
/// <param name="Duration">From its first step to its last, in real time.</param>
internal sealed record Outcome(Scenario Scenario, TimeSpan Duration)
{
    /// <summary>The step that failed, from 0; null when none did.</summary>
    public int? FailedStep { get; init; }

    public string? Reason { get; init; }

    public string? CallId { get; init; }

    public bool IsPassed => FailedStep is null;
}

/// <summary>How all callers fared.</summary>
/// <param name="All">One for each caller that began.</param>
/// <param name="Planned">How many callers there were to be.</param>
/// <param name="Duration">The whole run, in real time.</param>
internal sealed record Outcomes(IReadOnlyList<Outcome> All, int Planned, TimeSpan Duration)
{
    public int Failed => Planned - Passed;

    public int Passed => All.Count(outcome => outcome.IsPassed);

    /// <summary>The duration that this share of the passed callers did not exceed; null when none passed.</summary>
    public static TimeSpan? Percentile(IEnumerable<Outcome> outcomes, double share)
    {
        var sorted = outcomes.Where(outcome => outcome.IsPassed).Select(outcome => outcome.Duration).Order().ToList();
        return sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
