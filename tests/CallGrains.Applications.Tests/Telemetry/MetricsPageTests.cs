using System.Text;

namespace CallGrains.Applications.Tests.Telemetry;

/// <summary>
/// The tables of docs/metrics.md are made from the code. After a change that is meant:
/// <c>CALLGRAINS_ACCEPT_METRICS=1 dotnet test --filter MetricsPageTests</c>.
/// </summary>
public sealed class MetricsPageTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "metrics.md");

    [Fact]
    public void The_tables_of_instruments_and_spans_are_those_of_the_code()
    {
        var made = Put(Put(File.ReadAllText(Page), "metrics", Metrics()), "spans", SpanTable());
        if (Environment.GetEnvironmentVariable("CALLGRAINS_ACCEPT_METRICS") == "1")
        {
            File.WriteAllText(Page, made);
        }

        Assert.Equal(made, File.ReadAllText(Page), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Names_are_unique_and_each_unit_fits_its_kind()
    {
        Assert.Equal(Instruments.All.Count, Instruments.All.Select(i => i.Name).Distinct().Count());
        Assert.All(Instruments.All, i => Assert.True(i.Unit == "s" ? i.Kind == InstrumentKind.Histogram && i.Name.Split('.')[^1] is "duration" or "wait" : i.Unit is ['{', .., '}'], i.Name));
    }

    private static string Metrics() => Table(
        "| name | kind | unit | tags | meaning |\n|---|---|---|---|---|",
        Instruments.All.Select(i => $"| `{i.Name}` | {Kind(i.Kind)} | `{i.Unit}` | {Names(i.Tags)} | {i.Meaning} |"));

    private static string SpanTable() => Table(
        "| span | kind | tags beside `callgrains.grain` | meaning |\n|---|---|---|---|",
        Spans.All.Select(s => $"| `{s.Name}` | {s.Kind.ToString().ToLowerInvariant()} | {Names(s.Tags)} | {s.Meaning} |"));

    private static string Kind(InstrumentKind kind) => kind switch
    {
        InstrumentKind.Counter => "counter",
        InstrumentKind.Histogram => "histogram",
        InstrumentKind.Gauge => "gauge",
        _ => "up-down counter",
    };

    private static string Names(string[] tags) => string.Join(", ", tags.Select(t => $"`{t}`"));

    private static string Table(string head, IEnumerable<string> rows) => rows.Aggregate(new StringBuilder(head).Append('\n'), (text, row) => text.Append(row).Append('\n')).ToString();

    /// <summary>Between the marks of a table stands the table.</summary>
    private static string Put(string page, string name, string table)
    {
        var (begin, end) = ($"<!-- {name}: made by MetricsPageTests -->\n", $"<!-- end of {name} -->");
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, $"{Page} has no marks for its table of {name}");
        return $"{page[..(from + begin.Length)]}\n{table}\n{page[to..]}";
    }
}
