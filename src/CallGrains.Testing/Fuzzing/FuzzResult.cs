namespace CallGrains.Testing.Fuzzing;

/// <summary>What became of one run.</summary>
/// <param name="Target">The flow.</param>
/// <param name="Seed">The seed.</param>
internal sealed record FuzzResult(FuzzTarget Target, ulong Seed)
{
    /// <summary>What was violated first; null when all promises were kept.</summary>
    public string? Violation { get; init; }

    public int Events { get; init; }

    public int Crashes { get; init; }

    /// <summary>The choices that were made.</summary>
    public IReadOnlyList<ChoiceKey> Choices { get; init; } = [];

    /// <summary>What it came to; null when it did not begin.</summary>
    public FlowFuzzReach? Reach { get; init; }

    /// <summary>What happened, line by line; empty unless asked for.</summary>
    public IReadOnlyList<string> Ladder { get; init; } = [];

    /// <summary>A number that differs when anything happened differently.</summary>
    public long Fingerprint { get; init; }
}
