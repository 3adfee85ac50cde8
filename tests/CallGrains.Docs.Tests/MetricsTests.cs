using System.Text.RegularExpressions;
using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests;

/// <summary>The page of metrics names what the code measures, and nothing else.</summary>
public sealed partial class MetricsTests
{
    private const string Page = "docs/metrics.md";

    private static readonly string[] Sources = [.. Repository.Texts("src")];

    [Fact]
    public void Each_instrument_is_on_the_page_with_kind_and_unit()
    {
        var measured = Sources.SelectMany(s => Instrument().Matches(s)).Select(m => $"{m.Groups[2].Value} {Kind(m.Groups[1].Value)} {m.Groups[3].Value}");

        Assert.Equal(measured.Order(), Rows("callgrains.").Select(r => $"{r[1].Trim('`')} {r[2]} {r[3].Trim('`')}").Order());
    }

    [Fact]
    public void Each_tag_of_the_page_is_set_where_its_instrument_is_made() => Faults.None(
        from row in Rows("callgrains.")
        let source = Sources.Single(s => s.Contains($"\"{row[1].Trim('`')}\"", StringComparison.Ordinal))
        from tag in row[4].Split(',', StringSplitOptions.TrimEntries)
        where !source.Contains($"\"{tag.Trim('`')}\"", StringComparison.Ordinal)
        select $"{row[1]} has no tag {tag}");

    [Fact]
    public void Each_activity_is_on_the_page_with_its_tags()
    {
        var activities = Sources.SelectMany(s => Activity().Matches(s)).Select(m => m.Groups[1].Value).Distinct();
        var tags = Sources.Where(s => s.Contains("StartActivity", StringComparison.Ordinal)).SelectMany(s => Tag().Matches(s)).Select(m => m.Groups[1].Value).Distinct();
        var rows = Markdown.Prose(Page).SkipWhile(l => l.Text != "## Traces").Where(l => l.Text.StartsWith("| `", StringComparison.Ordinal)).Select(l => Cells(l.Text)).ToList();

        Assert.Equal(activities.Order(), rows.Select(r => r[1].Trim('`')).Order());
        Assert.Equal(tags.Order(), rows.SelectMany(r => r[3].Split(',', StringSplitOptions.TrimEntries)).Select(t => t.Trim('`')).Distinct().Order());
    }

    private static List<string[]> Rows(string prefix) =>
        [.. Markdown.Prose(Page).Where(l => l.Text.StartsWith($"| `{prefix}", StringComparison.Ordinal)).Select(l => Cells(l.Text))];

    private static string[] Cells(string row) => row.Split('|', StringSplitOptions.TrimEntries);

    private static string Kind(string method) => method switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "UpDownCounter" => "up-down counter",
        "ObservableGauge" or "Gauge" => "gauge",
        _ => method,
    };

    [GeneratedRegex("""Create(Counter|Histogram|UpDownCounter|ObservableGauge|ObservableCounter|ObservableUpDownCounter|Gauge)(?:<\w+>)?\(\s*"(callgrains\.[^"]+)",\s*"([^"]+)"?""")]
    private static partial Regex Instrument();

    [GeneratedRegex("""StartActivity\("([^"]+)""")]
    private static partial Regex Activity();

    [GeneratedRegex("""SetTag\("([^"]+)""")]
    private static partial Regex Tag();
}
