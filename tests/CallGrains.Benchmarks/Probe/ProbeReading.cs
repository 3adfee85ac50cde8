using System.Text.Json.Serialization;

namespace CallGrains.Benchmarks.Probe;

/// <summary>What a process says of itself: sums since its start, but for the heap.</summary>
internal sealed record ProbeReading
{
    /// <summary>Bytes allocated.</summary>
    public long Allocated { get; init; }

    /// <summary>Bytes of the managed heap in use.</summary>
    public long Heap { get; init; }

    /// <summary>Processor time.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>Time stopped for garbage collection.</summary>
    public double PauseSeconds { get; init; }

    /// <summary>Collections of the whole heap.</summary>
    public long Gen2 { get; init; }

    /// <summary>Work items that the thread pool has done.</summary>
    public long WorkItems { get; init; }

    /// <summary>How often a thread gave its processor up, or had it taken; 0 on Windows, which does not say.</summary>
    public long Switches { get; init; }

    /// <summary>How often a thread waited for a lock of the runtime's.</summary>
    public long Contentions { get; init; }

    public static ProbeReading Take() => new()
    {
        Allocated = GC.GetTotalAllocatedBytes(),
        Heap = GC.GetTotalMemory(forceFullCollection: false),
        CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
        PauseSeconds = GC.GetTotalPauseDuration().TotalSeconds,
        Gen2 = GC.CollectionCount(2),
        WorkItems = ThreadPool.CompletedWorkItemCount,
        Switches = ContextSwitches.Count,
        Contentions = Monitor.LockContentionCount,
    };

    public static ProbeReading operator +(ProbeReading a, ProbeReading b) => new()
    {
        Allocated = a.Allocated + b.Allocated,
        Heap = a.Heap + b.Heap,
        CpuSeconds = a.CpuSeconds + b.CpuSeconds,
        PauseSeconds = a.PauseSeconds + b.PauseSeconds,
        Gen2 = a.Gen2 + b.Gen2,
        WorkItems = a.WorkItems + b.WorkItems,
        Switches = a.Switches + b.Switches,
        Contentions = a.Contentions + b.Contentions,
    };

    public static ProbeReading operator -(ProbeReading a, ProbeReading b) => a + (b * -1);

    public static ProbeReading operator *(ProbeReading a, int by) => new()
    {
        Allocated = a.Allocated * by,
        Heap = a.Heap * by,
        CpuSeconds = a.CpuSeconds * by,
        PauseSeconds = a.PauseSeconds * by,
        Gen2 = a.Gen2 * by,
        WorkItems = a.WorkItems * by,
        Switches = a.Switches * by,
        Contentions = a.Contentions * by,
    };
}

[JsonSerializable(typeof(ProbeReading))]
internal sealed partial class ProbeJson : JsonSerializerContext;
