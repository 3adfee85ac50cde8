using System.Globalization;
using CallGrains.Benchmarks.Runs;

namespace CallGrains.Benchmarks.Report;

/// <summary>The report as a table in Markdown: the README shows what a run has printed.</summary>
internal static class TextTable
{
    public static void Write(TextWriter output, BenchReport report)
    {
        Write(
            output,
            ["row", "callbacks/s", "of (a)", "× (b)", "calls/s", "ack p50 / p99 / p99.9 ms", "event→command ms", "bytes/live call", "bytes/idle call", "bytes/callback", "CPU µs/callback"],
            report.Rows.Select(r => (string[])
            [
                r.Name, Whole(r.CallbacksPerSecond), Number(report.ToFloor(r)), Number(report.ToPeer(r)), r.IsHost ? Whole(r.CallsPerSecond) : "",
                Text(r.Ack), r.Command is { } command ? Text(command) : "", r.BytesPerLiveCall is { } live ? Whole(live) : "", r.BytesPerIdleCall is { } idle ? Whole(idle) : "", Whole(r.BytesAllocated), Whole(r.CpuMicroseconds),
            ]));
        if (report.Growth.Count > 0)
        {
            output.WriteLine();
            Write(
                output,
                ["row", "live calls", "back after s", "callbacks/s beside them", "CPU µs/callback", "bytes/call"],
                report.Growth.Select(g => (string[])[g.Name, Whole(g.LiveCalls), Number(g.RecoverySeconds), Whole(g.CallbacksPerSecond), Whole(g.CpuMicroseconds), Whole(g.BytesPerCall)]));
        }
    }

    private static void Write(TextWriter output, string[] summary, IEnumerable<string[]> rows)
    {
        var all = rows.Prepend(summary).ToList();
        var widths = summary.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            output.WriteLine("| " + string.Join(" | ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))) + " |");
            if (ReferenceEquals(row, summary))
            {
                output.WriteLine("|" + string.Join("|", widths.Select((width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":")) + "|");
            }
        }
    }

    private static string Text(Load.Latency latency) => string.Create(CultureInfo.InvariantCulture, $"{latency.P50:0.0} / {latency.P99:0.0} / {latency.P999:0.0}");

    private static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
