namespace CallGrains.Storage;

/// <summary>A page of one database's list, with the keys by which lists go on.</summary>
/// <param name="Items">The summaries, newest first.</param>
/// <param name="Keys">Their keys.</param>
/// <param name="HasMore">Whether more come after them.</param>
internal sealed record KeyedPage(IReadOnlyList<GrainSummary> Items, IReadOnlyList<long> Keys, bool HasMore)
{
    public static KeyedPage Empty { get; } = new([], [], HasMore: false);

    /// <summary>The same as a page of a journal in one database.</summary>
    public GrainPage Page() => new(Items, HasMore ? JournalRules.WriteCursor(Keys[^1]) : null);
}

/// <summary>A grain whose wake-up is due.</summary>
/// <param name="WakeAt">When it was due, as it is stored.</param>
/// <param name="Address">The grain.</param>
internal readonly record struct DueGrain(long WakeAt, FlowAddress Address);
