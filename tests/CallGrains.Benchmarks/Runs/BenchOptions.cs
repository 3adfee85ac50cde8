using CallGrains.Benchmarks.Servers;

namespace CallGrains.Benchmarks.Runs;

/// <summary>What the command line asked for.</summary>
/// <param name="Kinds">The rows, references first.</param>
internal sealed record BenchOptions(IReadOnlyList<ServerKind> Kinds)
{
    /// <summary>Whether only a minute may be taken.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Seconds of one measurement.</summary>
    public double Seconds { get; init; } = 5;

    /// <summary>How often each row is measured, in turns with the others; the median counts.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>The same at half load.</summary>
    public int HalfRounds { get; init; } = 3;

    /// <summary>Seconds of load before the first measurement: the program is compiled as it runs.</summary>
    public double WarmUp { get; init; } = 10;

    /// <summary>Live calls held to see what one takes.</summary>
    public int IdleCalls { get; init; } = 20_000;

    /// <summary>Live calls to bring back after a restart; 0 leaves that out.</summary>
    public int RecoveredCalls { get; init; }

    /// <summary>Numbers of live calls beside which the speed is measured; none leaves that out.</summary>
    public IReadOnlyList<int> Growth { get; init; } = [];

    public string? JsonFile { get; init; }

    public string? SvgFile { get; init; }
}
