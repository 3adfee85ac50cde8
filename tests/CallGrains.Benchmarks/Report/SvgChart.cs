using System.Globalization;
using System.Net;
using System.Text;
using CallGrains.Benchmarks.Runs;

namespace CallGrains.Benchmarks.Report;

/// <summary>
/// The report as a picture: throughput on the left; on the right latencies at the rate that most rows keep, or at half
/// load where no fixed rate was measured.
/// </summary>
internal static class SvgChart
{
    private const int RowHeight = 34;
    private const int Top = 78;
    private const int Label = 310;
    private const int Panel = 330;
    private const int Gap = 190;

    public static void Write(string file, BenchReport report) => File.WriteAllText(file, Draw(report));

    private static string Draw(BenchReport report)
    {
        var svg = new StringBuilder();
        var (width, height) = (Label + Panel + Gap + Panel + 90, Top + (report.Rows.Count * RowHeight) + 24);
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="system-ui, sans-serif" font-size="13">""");
        svg.Append("""<rect width="100%" height="100%" fill="#fff"/>""");
        var rate = Rate(report);
        var latencies = report.Rows.Select(row => Latencies(row, rate)).ToList();
        Text(svg, 20, 28, $"CallGrains: callbacks a second, and milliseconds at {(rate is { } fixedRate ? $"{Whole(fixedRate)} a second" : "half of that")}", "16", weight: "600");
        Text(svg, Label, 58, "callbacks/s at saturation (of (a2); × the best of (b2), (c), (d))", "12", "#555");
        var right = Label + Panel + Gap;
        Key(svg, right, 48, "#3b6fb6", "acknowledgement p99");
        Key(svg, right + 170, 48, "#d98032", "event→command p99");
        var (fastest, slowest) = (report.Rows.Max(r => r.CallbacksPerSecond), latencies.Max(l => Math.Max(l.Ack ?? 0, l.Command ?? 0)));
        for (var i = 0; i < report.Rows.Count; i++)
        {
            Row(svg, report, report.Rows[i], Top + (i * RowHeight), Panel / Math.Max(1, fastest));
            Durations(svg, right, Top + (i * RowHeight), latencies[i], Panel / Math.Max(0.001, slowest));
        }

        return svg.Append("</svg>").AppendLine().ToString();
    }

    /// <summary>2,000 a second, or the highest that was measured; null when none was.</summary>
    private static int? Rate(BenchReport report)
    {
        var rates = report.Rows.SelectMany(r => r.AtRates).Select(r => r.Rate).Distinct().ToList();
        return rates.Count == 0 ? null : rates.Contains(2_000) ? 2_000 : rates.Max();
    }

    private static (double? Ack, double? Command) Latencies(BenchRow row, int? rate) =>
        rate is null ? (row.Ack.P99, row.Command?.P99)
        : row.AtRates.FirstOrDefault(r => r.Rate == rate) is { } kept ? (kept.Ack.P99, kept.Command?.P99)
        : (null, null);

    private static void Row(StringBuilder svg, BenchReport report, BenchRow row, int y, double perCallback)
    {
        Text(svg, Label - 12, y + 18, row.Name, anchor: "end");
        var length = row.CallbacksPerSecond * perCallback;
        Bar(svg, Label, y + 3, length, 22, row.IsHost ? "#2f8f6b" : "#9aa4ae");
        string[] ratios = [Ratio(report.ToStateless(row), ""), Ratio(report.ToBestPeer(row), "× ")];
        var text = string.Join("; ", ratios.Where(r => r.Length > 0));
        Text(svg, Label + length + 6, y + 18, Whole(row.CallbacksPerSecond) + (text.Length > 0 ? $" ({text})" : ""), "12");
    }

    private static string Ratio(double? ratio, string mark) => ratio is { } r ? mark + r.ToString("0.00", CultureInfo.InvariantCulture) : "";

    private static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static void Durations(StringBuilder svg, double x, double y, (double? Ack, double? Command) latencies, double perMillisecond)
    {
        if (latencies.Ack is { } ack)
        {
            Duration(svg, x, y + 2, ack, perMillisecond, "#3b6fb6");
        }
        else
        {
            Text(svg, x, y + 18, "does not keep that rate", "11", "#555");
        }

        if (latencies.Command is { } command)
        {
            Duration(svg, x, y + 15, command, perMillisecond, "#d98032");
        }
    }

    private static void Duration(StringBuilder svg, double x, double y, double milliseconds, double scale, string color)
    {
        Bar(svg, x, y, milliseconds * scale, 11, color);
        Text(svg, x + (milliseconds * scale) + 6, y + 10, milliseconds.ToString("0.0", CultureInfo.InvariantCulture), "11");
    }

    private static void Key(StringBuilder svg, double x, double y, string color, string text)
    {
        Bar(svg, x, y, 10, 10, color);
        Text(svg, x + 16, y + 10, text, "12", "#555");
    }

    private static void Bar(StringBuilder svg, double x, double y, double width, double height, string color) => svg.Append(
        CultureInfo.InvariantCulture, $"""<rect x="{x:0.#}" y="{y:0.#}" width="{Math.Max(1, width):0.#}" height="{height:0.#}" rx="2" fill="{color}"/>""");

    private static void Text(StringBuilder svg, double x, double y, string text, string size = "13", string color = "#111", string anchor = "start", string weight = "400") => svg.Append(
        CultureInfo.InvariantCulture, $"""<text x="{x:0.#}" y="{y:0.#}" font-size="{size}" fill="{color}" text-anchor="{anchor}" font-weight="{weight}">{WebUtility.HtmlEncode(text)}</text>""");
}
