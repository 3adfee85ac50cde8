using CallGrains.Benchmarks.Servers;

namespace CallGrains.Benchmarks.Runs;

/// <summary>What the command line asked for.</summary>
/// <param name="Kinds">The rows, references first.</param>
internal sealed record BenchOptions(IReadOnlyList<ServerKind> Kinds)
{
    /// <summary>Seconds of one measurement.</summary>
    public double Seconds { get; init; } = 5;

    /// <summary>How often each row is measured, in turns with the others; the median counts.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>The same at half load.</summary>
    public int HalfRounds { get; init; } = 3;

    /// <summary>
    /// Callbacks a second at which latencies are measured beside half load; a row that cannot keep a rate is left out
    /// there.
    /// </summary>
    public IReadOnlyList<int> Rates { get; init; } = [500, 2_000, 5_000];

    /// <summary>Seconds of load before the first measurement: the program is compiled as it runs.</summary>
    public double WarmUp { get; init; } = 8;

    /// <summary>Live calls held to see what one takes.</summary>
    public int IdleCalls { get; init; } = 5_000;

    /// <summary>When hosts passivate calls to which nothing happens: as they do by default.</summary>
    public TimeSpan PassivateAfter { get; init; } = new GrainOptions().PassivateAfter;

    /// <summary>
    /// Numbers of live calls that hosts bring back after a restart, and beside which they are measured; none leaves
    /// that out.
    /// </summary>
    public IReadOnlyList<int> LiveCalls { get; init; } = [];

    public string? JsonFile { get; init; }

    public string? SvgFile { get; init; }
}
