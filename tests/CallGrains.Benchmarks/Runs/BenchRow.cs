using CallGrains.Benchmarks.Load;

namespace CallGrains.Benchmarks.Runs;

/// <summary>What a row came to.</summary>
/// <param name="Name">The row.</param>
/// <param name="IsHost">Whether it runs flows; else it is a reference.</param>
internal sealed record BenchRow(string Name, bool IsHost)
{
    /// <summary>At saturation.</summary>
    public double CallbacksPerSecond { get; init; }

    /// <summary>Whole menu calls a second, at saturation.</summary>
    public double CallsPerSecond { get; init; }

    /// <summary>From a callback to its acknowledgement, at half load.</summary>
    public required Latency Ack { get; init; }

    /// <summary>From a callback to the command it leads to, at half load; null for a reference.</summary>
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

    /// <summary>Bytes allocated a callback, the commands it leads to included.</summary>
    public double BytesAllocated { get; init; }

    /// <summary>Processor time of the process a callback, in microseconds; PostgreSQL's own is not in it.</summary>
    public double CpuMicroseconds { get; init; }

    /// <summary>The share of one processor that the generator took at saturation.</summary>
    public double GeneratorCpu { get; init; }
}
