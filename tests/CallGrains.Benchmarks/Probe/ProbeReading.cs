using System.Text.Json.Serialization;

namespace CallGrains.Benchmarks.Probe;

/// <summary>What a process says of itself.</summary>
/// <param name="Allocated">Bytes allocated since its start.</param>
/// <param name="Heap">Bytes of the managed heap in use.</param>
/// <param name="CpuSeconds">Processor time since its start.</param>
/// <param name="PauseSeconds">Time stopped for garbage collection since its start.</param>
/// <param name="Gen2">Collections of the whole heap.</param>
internal sealed record ProbeReading(long Allocated, long Heap, double CpuSeconds, double PauseSeconds, int Gen2)
{
    public static ProbeReading Take() => new(
        GC.GetTotalAllocatedBytes(), GC.GetTotalMemory(forceFullCollection: false), Environment.CpuUsage.TotalTime.TotalSeconds, GC.GetTotalPauseDuration().TotalSeconds, GC.CollectionCount(2));

    public static ProbeReading operator +(ProbeReading a, ProbeReading b) =>
        new(a.Allocated + b.Allocated, a.Heap + b.Heap, a.CpuSeconds + b.CpuSeconds, a.PauseSeconds + b.PauseSeconds, a.Gen2 + b.Gen2);

    public static ProbeReading operator -(ProbeReading a, ProbeReading b) =>
        new(a.Allocated - b.Allocated, a.Heap - b.Heap, a.CpuSeconds - b.CpuSeconds, a.PauseSeconds - b.PauseSeconds, a.Gen2 - b.Gen2);
}

[JsonSerializable(typeof(ProbeReading))]
internal sealed partial class ProbeJson : JsonSerializerContext;
