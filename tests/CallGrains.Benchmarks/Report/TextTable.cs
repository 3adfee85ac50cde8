using System.Globalization;
using CallGrains.Benchmarks.Runs;
using Spectre.Console;

namespace CallGrains.Benchmarks.Report;

/// <summary>The report as a table in Markdown: the README shows what a run has printed.</summary>
internal static class TextTable
{
    public static void Write(TextWriter output, BenchReport report)
    {
        WriteThroughput(output, report);
        WriteRates(output, report);
        WriteCost(output, report);
        WriteGrowth(output, report);
    }

    private static void WriteThroughput(TextWriter output, BenchReport report) => Write(
        output,
        ["row", "callbacks/s", "of (a)", "of (a2)", "× best of (b2), (c), (d)", "calls/s", "at half: ack p50 / p99 / p99.9 ms", "at half: event→command ms"],
        report.Rows.Select(r => (string[])
        [
            r.Name, Whole(r.CallbacksPerSecond), Number(report.ToFloor(r)), Number(report.ToStateless(r)), Number(report.ToBestPeer(r)),
            r.Kind.SendsCommands ? Whole(r.CallsPerSecond) : "", Text(r.Ack), Text(r.Command),
        ]));

    private static void WriteRates(TextWriter output, BenchReport report)
    {
        var rates = report.Rows.SelectMany(r => r.AtRates).Select(r => r.Rate).Distinct().Order().ToList();
        if (rates.Count > 0)
        {
            output.WriteLine();
            Write(
                output,
                ["row", .. rates.SelectMany(rate => (string[])[$"{Whole(rate)}/s: ack ms", $"{Whole(rate)}/s: event→command ms"])],
                report.Rows.Select(r => (string[])[r.Name, .. rates.Select(rate => r.AtRates.FirstOrDefault(a => a.Rate == rate)).SelectMany(a => (string[])[Text(a?.Ack), Text(a?.Command)])]));
        }
    }

    private static void WriteCost(TextWriter output, BenchReport report)
    {
        output.WriteLine();
        Write(
            output,
            ["row", "CPU µs/callback", "bytes/callback", "work items/callback", "context switches/callback", "lock contentions/callback", "bytes/live call", "bytes/idle call"],
            report.Rows.Select(r => (string[])
            [
                r.Name, Whole(r.CpuMicroseconds), Whole(r.BytesAllocated), Number(r.WorkItems), Number(r.Switches), Number(r.Contentions),
                r.BytesPerLiveCall is { } live ? Whole(live) : "", r.BytesPerIdleCall is { } idle ? Whole(idle) : "",
            ]));
    }

    private static void WriteGrowth(TextWriter output, BenchReport report)
    {
        if (report.Growth.Count > 0)
        {
            output.WriteLine();
            Write(
                output,
                ["row", "live calls", "back after s", "callbacks/s beside them", "CPU µs/callback", "bytes/call"],
                report.Growth.Select(g => (string[])[g.Name, Whole(g.LiveCalls), Number(g.RecoverySeconds), Whole(g.CallbacksPerSecond), Whole(g.CpuMicroseconds), Whole(g.BytesPerCall)]));
        }
    }

    /// <summary>A table.</summary>
    public static void Write(TextWriter output, string[] summary, IEnumerable<string[]> rows)
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

    private static string Text(Load.Latency? latency) => latency is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{latency.P50:0.0} / {latency.P99:0.0} / {latency.P999:0.0}");

    private static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Number(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
