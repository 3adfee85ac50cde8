namespace CallGrains.Testing.Worlds;

/// <summary>How somebody behaves whom we call.</summary>
internal sealed record CalleeBehavior
{
    public static readonly TimeSpan LongestRinging = TimeSpan.FromSeconds(60);

    /// <summary>How long it rings until they answer, or decline.</summary>
    public TimeSpan RingingTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Why they do not answer: the cause of the hang-up; null when they answer.</summary>
    public string? Declines { get; init; }

    /// <summary>When they hang up, from the answer on; null for never.</summary>
    public TimeSpan? TalkingTime { get; init; }

    /// <summary>What they press two seconds into each gather; null for nothing.</summary>
    public string? Presses { get; init; }

    /// <summary>How long the greeting of the machine lasts that answers for them; null for a person.</summary>
    public TimeSpan? Greeting { get; init; }

    /// <summary>Whether that machine beeps then.</summary>
    public bool Beeps { get; init; }

    /// <summary>What they say in recordings; null for the usual.</summary>
    public string? Says { get; init; }
}
