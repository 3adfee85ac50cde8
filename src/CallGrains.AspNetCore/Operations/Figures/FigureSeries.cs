namespace CallGrains.AspNetCore.Operations;

/// <summary>What one process counted in the last hour, for charts.</summary>
/// <param name="Now">When this was told.</param>
/// <param name="StartedAt">Since when it has been counted.</param>
/// <param name="StepSeconds">How long one point of a series is, in seconds.</param>
/// <param name="LiveCalls">
/// Calls that are live now, of all processes; at most <paramref name="MostLiveCalls"/> are counted.
/// </param>
/// <param name="MostLiveCalls">Where counting ends.</param>
/// <param name="Series">The series.</param>
public sealed record Figures(DateTimeOffset Now, DateTimeOffset StartedAt, int StepSeconds, int LiveCalls, int MostLiveCalls, IReadOnlyList<FigureSeries> Series)
{
    /// <summary>
    /// Where traces are looked at, with <c>{trace}</c> for a trace's id (<c>CallGrains:Operations:TraceUrl</c>); null
    /// where the settings name no place.
    /// </summary>
    public string? TraceUrl { get; init; }
}

/// <summary>One series.</summary>
/// <param name="Instrument">The instrument's name, as in the table of metrics; <c>live</c> for live calls.</param>
/// <param name="Value">Which value of its tag is counted here, such as <c>accepted</c>; empty for all.</param>
/// <param name="Points">
/// A number for each step, the oldest first, the running one last: how many, and for durations the longest, in
/// milliseconds.
/// </param>
public sealed record FigureSeries(string Instrument, string Value, IReadOnlyList<double> Points);
