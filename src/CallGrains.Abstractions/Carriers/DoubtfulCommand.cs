namespace CallGrains;

/// <summary>
/// A command of which nobody can tell whether it took effect, and what its grain knows. Both questions are answered
/// anew each time: events may come meanwhile.
/// </summary>
/// <param name="Request">The command as it was sent.</param>
public sealed record DoubtfulCommand(CommandRequest Request)
{
    /// <summary>
    /// The commands decided before it, on the same leg, that are known to have taken effect. What the carrier shows
    /// more than these was this one.
    /// </summary>
    public Func<IReadOnlyList<Command>> Earlier { get; init; } = static () => [];

    /// <summary>
    /// Whether the grain knows what the carrier calls by this id: then this command did not create it.
    /// </summary>
    public Func<string, bool> Knows { get; init; } = static _ => false;

    /// <summary>Whether an event has shown that it took effect, so that its id alone is missing.</summary>
    public Func<bool> IsConfirmed { get; init; } = static () => false;
}

/// <summary>What a carrier says of a doubtful command.</summary>
public enum ObservedEffect
{
    /// <summary>It took effect.</summary>
    Happened,

    /// <summary>It did not, and may be sent again.</summary>
    DidNot,

    /// <summary>It did not, and the call it was for is over.</summary>
    TooLate,

    /// <summary>No question can find that out. The carrier's event does, if one comes; else it is sent again.</summary>
    Unknown,
}

/// <summary>What a carrier says of a doubtful command.</summary>
/// <param name="Effect">Whether it took effect.</param>
/// <param name="ResourceId">The carrier's id of what it created; null when nothing was, or the id is not known.</param>
public sealed record Observation(ObservedEffect Effect, string? ResourceId = null)
{
    /// <summary>It took effect.</summary>
    public static Observation Happened { get; } = new(ObservedEffect.Happened);

    /// <summary>It did not, and may be sent again.</summary>
    public static Observation DidNot { get; } = new(ObservedEffect.DidNot);

    /// <summary>It did not, and the call it was for is over.</summary>
    public static Observation TooLate { get; } = new(ObservedEffect.TooLate);

    /// <summary>No question can find that out.</summary>
    public static Observation Unknown { get; } = new(ObservedEffect.Unknown);

    /// <summary>It took effect if what it creates was found.</summary>
    /// <param name="resourceId">The carrier's id of what it created; null when it is not there.</param>
    public static Observation Found(string? resourceId) => resourceId is null ? DidNot : Happened with { ResourceId = resourceId };
}
