using System.Text.Json;
using System.Text.Json.Serialization;
using CallGrains.Benchmarks.Runs;

namespace CallGrains.Benchmarks.Report;

/// <summary>
/// The report for programs:
/// <c>{rows:[{name,callbacksPerSecond,ratioToFloor,ratioToPeer,ackP99Ms,commandP99Ms,bytesPerLiveCall,bytesPerIdleCall}]}</c>;
/// null where a row has no such figure.
/// </summary>
internal sealed record JsonReport(IReadOnlyList<JsonReportRow> Rows)
{
    public static void Write(string file, BenchReport report)
    {
        var rows = report.Rows.Select(r => new JsonReportRow(
            r.Name, Math.Round(r.CallbacksPerSecond), Round(report.ToFloor(r)), Round(report.ToPeer(r)), Math.Round(r.Ack.P99, 3), Round(r.Command?.P99), Round(r.BytesPerLiveCall, 0), Round(r.BytesPerIdleCall, 0)));
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(new JsonReport([.. rows]), ReportJson.Default.JsonReport));
    }

    private static double? Round(double? value, int digits = 3) => value is { } v ? Math.Round(v, digits) : null;
}

/// <summary>One row.</summary>
internal sealed record JsonReportRow(
    string Name, double CallbacksPerSecond, double? RatioToFloor, double? RatioToPeer, double AckP99Ms, double? CommandP99Ms, double? BytesPerLiveCall, double? BytesPerIdleCall);

[JsonSerializable(typeof(JsonReport))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ReportJson : JsonSerializerContext;
