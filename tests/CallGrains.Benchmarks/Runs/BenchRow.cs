using CallGrains.Benchmarks.Load;
using CallGrains.Benchmarks.Servers;

namespace CallGrains.Benchmarks.Runs;

/// <summary>What a row came to.</summary>
/// <param name="Kind">What was measured.</param>
internal sealed record BenchRow(ServerKind Kind)
{
    public string Name => Kind.Name;

    public bool IsHost => Kind.IsHost;

    /// <summary>At saturation.</summary>
    public double CallbacksPerSecond { get; init; }

    /// <summary>Whole menu calls a second, at saturation.</summary>
    public double CallsPerSecond { get; init; }

    /// <summary>From a callback to its acknowledgement, at half load.</summary>
    public required Latency Ack { get; init; }

    /// <summary>From a callback to the command it leads to, at half load; null where none is sent.</summary>
    public Latency? Command { get; init; }

    /// <summary>
    /// Managed heap a live call that has just done something; null for a reference, and where holding the calls took so
    /// long that some were passivated.
    /// </summary>
    public double? BytesPerLiveCall { get; init; }

    /// <summary>
    /// Managed heap a live call to which nothing has happened for <see cref="GrainOptions.PassivateAfter"/>; null for a
    /// reference.
    /// </summary>
    public double? BytesPerIdleCall { get; init; }

    /// <summary>
    /// The latencies at fixed rates, which are the same for all rows; those that the row cannot keep are missing.
    /// </summary>
    public IReadOnlyList<RateResult> AtRates { get; init; } = [];

    /// <summary>Bytes allocated a callback, the commands it leads to included.</summary>
    public double BytesAllocated { get; init; }

    /// <summary>Processor time of the process a callback, in microseconds; PostgreSQL's own is not in it.</summary>
    public double CpuMicroseconds { get; init; }

    /// <summary>Work items of the thread pool a callback.</summary>
    public double WorkItems { get; init; }

    /// <summary>How often a thread gave its processor up or had it taken, a callback.</summary>
    public double Switches { get; init; }

    /// <summary>How often a thread waited for a lock, a callback.</summary>
    public double Contentions { get; init; }

    /// <summary>The share of one processor that the generator took at saturation.</summary>
    public double GeneratorCpu { get; init; }
}

/// <summary>Latencies at a fixed rate.</summary>
/// <param name="Rate">Callbacks a second.</param>
/// <param name="Ack">From a callback to its acknowledgement.</param>
/// <param name="Command">From a callback to the command it leads to; null where none is sent.</param>
internal sealed record RateResult(int Rate, Latency Ack, Latency? Command);
