using System.Text.Json;
using System.Text.Json.Serialization;
using CallGrains.Benchmarks.Load;
using CallGrains.Benchmarks.Runs;

namespace CallGrains.Benchmarks.Report;

/// <summary>The report for programs; null where a row has no such figure.</summary>
internal sealed record JsonReport(IReadOnlyList<JsonReportRow> Rows)
{
    public static void Write(string file, BenchReport report) =>
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(new JsonReport([.. report.Rows.Select(row => Row(report, row))]), ReportJson.Default.JsonReport));

    private static JsonReportRow Row(BenchReport report, BenchRow row) => new()
    {
        Key = row.Kind.Key,
        Name = row.Name,
        CallbacksPerSecond = Math.Round(row.CallbacksPerSecond),
        RatioToFloor = Round(report.ToFloor(row)),
        RatioToStateless = Round(report.ToStateless(row)),
        RatioToPeer = Round(report.ToPeer(row)),
        RatioToBestPeer = Round(report.ToBestPeer(row)),
        AckP99Ms = Math.Round(row.Ack.P99, 3),
        CommandP99Ms = Round(row.Command?.P99),
        AtRates = [.. row.AtRates.Select(r => new JsonReportRate(r.Rate, Of(r.Ack), r.Command is { } command ? Of(command) : null))],
        CpuMicrosecondsPerCallback = Math.Round(row.CpuMicroseconds, 1),
        BytesPerCallback = Math.Round(row.BytesAllocated),
        WorkItemsPerCallback = Math.Round(row.WorkItems, 2),
        ContextSwitchesPerCallback = Math.Round(row.Switches, 3),
        LockContentionsPerCallback = Math.Round(row.Contentions, 3),
        BytesPerLiveCall = Round(row.BytesPerLiveCall, 0),
        BytesPerIdleCall = Round(row.BytesPerIdleCall, 0),
    };

    private static JsonLatency Of(Latency latency) => new(Math.Round(latency.P50, 3), Math.Round(latency.P99, 3), Math.Round(latency.P999, 3));

    private static double? Round(double? value, int digits = 3) => value is { } v ? Math.Round(v, digits) : null;
}

/// <summary>One row: throughput and its ratios, latencies at half load, cost a callback at saturation.</summary>
internal sealed record JsonReportRow
{
    public required string Key { get; init; }

    public required string Name { get; init; }

    public double CallbacksPerSecond { get; init; }

    public double? RatioToFloor { get; init; }

    public double? RatioToStateless { get; init; }

    public double? RatioToPeer { get; init; }

    public double? RatioToBestPeer { get; init; }

    public double AckP99Ms { get; init; }

    public double? CommandP99Ms { get; init; }

    public required IReadOnlyList<JsonReportRate> AtRates { get; init; }

    public double CpuMicrosecondsPerCallback { get; init; }

    public double BytesPerCallback { get; init; }

    public double WorkItemsPerCallback { get; init; }

    public double ContextSwitchesPerCallback { get; init; }

    public double LockContentionsPerCallback { get; init; }

    public double? BytesPerLiveCall { get; init; }

    public double? BytesPerIdleCall { get; init; }
}

/// <summary>Latencies at a fixed rate.</summary>
internal sealed record JsonReportRate(int CallbacksPerSecond, JsonLatency Ack, JsonLatency? Command);

/// <summary>A distribution.</summary>
internal sealed record JsonLatency(double P50Ms, double P99Ms, double P999Ms);

[JsonSerializable(typeof(JsonReport))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ReportJson : JsonSerializerContext;
