namespace CallGrains.Benchmarks.Runs;

/// <summary>Everything that was measured.</summary>
/// <param name="Rows">References first, where they were measured.</param>
/// <param name="Growth">Recovery, and speed beside many live calls.</param>
/// <param name="Took">How long it all took.</param>
internal sealed record BenchReport(IReadOnlyList<BenchRow> Rows, IReadOnlyList<GrowthRow> Growth, TimeSpan Took)
{
    /// <summary>How a row's throughput compares with that of reference (a); null when that was not measured.</summary>
    public double? ToFloor(BenchRow row) => Ratio(row, r => r.Kind.Key == "floor");

    /// <summary>The same for (a2), which sends the same commands and keeps nothing.</summary>
    public double? ToStateless(BenchRow row) => Ratio(row, r => r.Kind.Key == "stateless");

    /// <summary>The same for (b).</summary>
    public double? ToPeer(BenchRow row) => Ratio(row, r => r.Kind.Key == "peer");

    /// <summary>The same for the fastest of those that keep their calls and send commands: (b2), (c) and (d).</summary>
    public double? ToBestPeer(BenchRow row) => Ratio(row, r => r.Kind.IsPeer);

    private double? Ratio(BenchRow row, Func<BenchRow, bool> isReference) =>
        Rows.Where(isReference).MaxBy(r => r.CallbacksPerSecond) is { CallbacksPerSecond: > 0 } reference ? row.CallbacksPerSecond / reference.CallbacksPerSecond : null;
}

/// <summary>A host that found many live calls in its journal when it started.</summary>
/// <param name="Name">The kind of host.</param>
/// <param name="LiveCalls">How many calls were live.</param>
/// <param name="RecoverySeconds">From its start until all were back.</param>
/// <param name="CallbacksPerSecond">At saturation, beside them.</param>
/// <param name="CpuMicroseconds">Processor time a callback, beside them.</param>
/// <param name="BytesPerCall">Managed heap a live call.</param>
internal sealed record GrowthRow(string Name, int LiveCalls, double RecoverySeconds, double CallbacksPerSecond, double CpuMicroseconds, double BytesPerCall);
