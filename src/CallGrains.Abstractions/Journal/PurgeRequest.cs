namespace CallGrains.Journals;

/// <summary>
/// Which grains are to be removed: those that have ended, and whose end (of a message thread at rest and of what no
/// flow answered: whose last append) lies before an instant. Never one that lives, nor a message thread whose other
/// side has stopped texts.
/// </summary>
public sealed record PurgeRequest
{
    /// <summary>Calls that ended before this instant; null for none.</summary>
    public DateTimeOffset? Calls { get; init; }

    /// <summary>Conferences that ended before this instant; null for none.</summary>
    public DateTimeOffset? Conferences { get; init; }

    /// <summary>Message threads that were last used before this instant; null for none.</summary>
    public DateTimeOffset? Threads { get; init; }

    /// <summary>Grains of any kind that no flow has answered, last used before this instant; null for none.</summary>
    public DateTimeOffset? Unclaimed { get; init; }

    /// <summary>
    /// Whether all of it is removed now. By default a store may leave what it can remove more cheaply within a week:
    /// PostgreSQL drops calls a week at a time.
    /// </summary>
    public bool AtOnce { get; init; }

    /// <summary>Whether nothing is removed, only counted: all that is due now.</summary>
    public bool DryRun { get; init; }

    /// <summary>All kinds, by one instant, at once.</summary>
    /// <param name="instant">What ended then, or later, stays.</param>
    public static PurgeRequest Before(DateTimeOffset instant) =>
        new() { Calls = instant, Conferences = instant, Threads = instant, Unclaimed = instant, AtOnce = true };

    /// <summary>
    /// The instant that counts for a grain that has ended; null when it is kept whatever its age. For journals.
    /// </summary>
    /// <param name="summary">The grain.</param>
    public DateTimeOffset? For(GrainSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return summary is { Address.Kind: GrainKind.Thread, Cause: "STOPPED" } ? null
            : summary.Flow.Length == 0 ? Unclaimed
            : summary.Address.Kind switch
            {
                GrainKind.Conference => Conferences,
                GrainKind.Thread => Threads,
                _ => Calls,
            };
    }
}

/// <summary>What a purge has removed, with all entries; of a dry run, what it would remove.</summary>
/// <param name="Calls">Calls.</param>
/// <param name="Conferences">Conferences.</param>
/// <param name="Threads">Message threads.</param>
/// <param name="Unclaimed">Grains that no flow had answered.</param>
public readonly record struct PurgeReport(long Calls, long Conferences, long Threads, long Unclaimed)
{
    /// <summary>All of them.</summary>
    public long Total => Calls + Conferences + Threads + Unclaimed;

    /// <summary>Both together.</summary>
    /// <param name="other">The other report.</param>
    public PurgeReport Add(PurgeReport other) =>
        new(Calls + other.Calls, Conferences + other.Conferences, Threads + other.Threads, Unclaimed + other.Unclaimed);

    /// <summary>One grain more. For journals.</summary>
    /// <param name="summary">The grain.</param>
    public PurgeReport With(GrainSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return summary.Flow.Length == 0 ? this with { Unclaimed = Unclaimed + 1 }
            : summary.Address.Kind == GrainKind.Conference ? this with { Conferences = Conferences + 1 }
            : summary.Address.Kind == GrainKind.Thread ? this with { Threads = Threads + 1 }
            : this with { Calls = Calls + 1 };
    }
}
