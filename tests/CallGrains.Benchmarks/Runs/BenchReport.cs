namespace CallGrains.Benchmarks.Runs;

/// <summary>Everything that was measured.</summary>
/// <param name="Rows">References first, where they were measured.</param>
/// <param name="Growth">Recovery, and speed beside many live calls.</param>
/// <param name="Took">How long it all took.</param>
internal sealed record BenchReport(IReadOnlyList<BenchRow> Rows, IReadOnlyList<GrowthRow> Growth, TimeSpan Took)
{
    /// <summary>How a row compares with reference (a); null when that was not measured.</summary>
    public double? ToFloor(BenchRow row) => Ratio(row, "(a)");

    /// <summary>How a row compares with reference (b); null when that was not measured.</summary>
    public double? ToPeer(BenchRow row) => Ratio(row, "(b)");

    private double? Ratio(BenchRow row, string mark) =>
        Rows.FirstOrDefault(r => r.Name.StartsWith(mark, StringComparison.Ordinal)) is { CallbacksPerSecond: > 0 } reference
            ? row.CallbacksPerSecond / reference.CallbacksPerSecond
            : null;
}

/// <summary>A host that found many live calls in its journal when it started.</summary>
/// <param name="Name">The kind of host.</param>
/// <param name="LiveCalls">How many calls were live.</param>
/// <param name="RecoverySeconds">From its start until all were back.</param>
/// <param name="CallbacksPerSecond">At saturation, beside them.</param>
/// <param name="CpuMicroseconds">Processor time a callback, beside them.</param>
/// <param name="BytesPerCall">Managed heap a live call.</param>
internal sealed record GrowthRow(string Name, int LiveCalls, double RecoverySeconds, double CallbacksPerSecond, double CpuMicroseconds, double BytesPerCall);
