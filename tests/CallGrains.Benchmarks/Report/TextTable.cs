using System.Globalization;
using CallGrains.Benchmarks.Runs;
using Spectre.Console;

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
        var table = new Table { Border = TableBorder.Markdown };
        foreach (var (column, name) in summary.Index())
        {
            table.AddColumn(new TableColumn(Markup.Escape(name)) { Alignment = column == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        Markdown(output).Write(table);
    }

    // The same for a terminal and a file: the README takes it as it is, and a terminal's width would break the rows.
    private static IAnsiConsole Markdown(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = 1000;
        return console;
    }

    private static string Text(Load.Latency latency) => string.Create(CultureInfo.InvariantCulture, $"{latency.P50:0.0} / {latency.P99:0.0} / {latency.P999:0.0}");

    private static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
