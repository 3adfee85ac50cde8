using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace CallGrains.Applications.Tests.Telemetry;

/// <summary>The dashboard and the alerts ask for metrics and labels that the code has.</summary>
public sealed partial class DashboardTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "observability");

    /// <summary>What Prometheus adds itself.</summary>
    private static readonly string[] Added = ["le", "instance", "job"];

    /// <summary>The labels of each series, by the name that Prometheus gives it.</summary>
    private static readonly Dictionary<string, string[]> Series = Instruments.All.SelectMany(i => Names(i).Select(name => (name, i.Tags))).ToDictionary(s => s.name, s => s.Tags);

    [Fact]
    public void Every_expression_of_the_dashboard_asks_for_what_the_code_measures()
    {
        var expressions = Expressions(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "dashboard.json")))!).ToList();

        Assert.True(expressions.Count > 30);
        Assert.All(expressions, Check);
    }

    [Fact]
    public void Every_alert_asks_for_what_the_code_measures_and_says_what_it_means()
    {
        var alerts = Alerts().ToList();

        Assert.True(alerts.Count > 10);
        Assert.All(alerts, a => Check(Text(a, "expr")));
        Assert.All(alerts, a => Assert.Matches("^CallGrains[A-Z]", Text(a, "alert")));
        Assert.All(alerts, a => Assert.Contains(Text((YamlMappingNode)a["labels"], "severity"), (string[])["critical", "warning"]));
        Assert.All(alerts, a => Assert.NotEmpty(Text((YamlMappingNode)a["annotations"], "summary")));
        Assert.Equal(alerts.Count, alerts.Select(a => Text(a, "alert")).Distinct().Count());
    }

    [Theory]
    [InlineData("check", "alerts.yml")]
    [InlineData("test", "alerts.test.yml")]
    public async Task Prometheus_own_tool_takes_the_alerts_where_it_is_installed(string what, string file)
    {
        Process tool;
        try
        {
            tool = Process.Start(new ProcessStartInfo("promtool", [what, "rules", Path.Combine(Folder, file)]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("promtool is not installed here.");
            return;
        }

        using (tool)
        {
            var (said, failed) = (tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(tool.ExitCode == 0, await said + await failed);
        }
    }

    [Fact]
    public void Every_instrument_is_on_the_dashboard()
    {
        var all = string.Join('\n', Expressions(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "dashboard.json")))!));

        Assert.All(Instruments.All, i => Assert.Contains(Names(i), name => all.Contains(name, StringComparison.Ordinal)));
    }

    private static void Check(string expression)
    {
        Assert.True(IsBalanced(expression), $"brackets: {expression}");
        var metrics = Metric().Matches(expression);
        Assert.True(metrics.Count > 0, $"no metric: {expression}");
        var known = new HashSet<string>(Added);
        foreach (Match metric in metrics)
        {
            Assert.True(Series.TryGetValue(metric.Groups[1].Value, out var tags), $"no metric {metric.Groups[1].Value}: {expression}");
            known.UnionWith(tags!);
            Assert.All(Matcher().Matches(metric.Groups[2].Value), m => Assert.True(tags!.Concat(Added).Contains(m.Groups[1].Value), $"no label {m.Groups[1].Value}: {expression}"));
        }

        Assert.All(By().Matches(expression).SelectMany(m => m.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)), label => Assert.True(known.Contains(label), $"no label {label}: {expression}"));
    }

    private static bool IsBalanced(string expression)
    {
        var open = new Stack<char>();
        foreach (var c in Quoted().Replace(expression, ""))
        {
            if (c is '(' or '[' or '{')
            {
                open.Push(c == '(' ? ')' : c == '[' ? ']' : '}');
            }
            else if (c is ')' or ']' or '}' && (!open.TryPop(out var wanted) || wanted != c))
            {
                return false;
            }
        }

        return open.Count == 0;
    }

    /// <summary>As OpenTelemetry's exporter for Prometheus names an instrument.</summary>
    private static IEnumerable<string> Names(InstrumentInfo instrument)
    {
        var name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
        return instrument.Kind switch
        {
            InstrumentKind.Counter => [name + "_total"],
            InstrumentKind.Histogram => [name + "_bucket", name + "_sum", name + "_count"],
            _ => [name],
        };
    }

    private static IEnumerable<string> Expressions(JsonNode node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "expr" ? [(string)p.Value!] : p.Value is null ? [] : Expressions(p.Value)),
        JsonArray a => a.SelectMany(i => i is null ? [] : Expressions(i)),
        _ => [],
    };

    private static IEnumerable<YamlMappingNode> Alerts()
    {
        var yaml = new YamlStream();
        using var file = File.OpenText(Path.Combine(Folder, "alerts.yml"));
        yaml.Load(file);
        return ((YamlSequenceNode)yaml.Documents[0].RootNode["groups"]).SelectMany(g => (YamlSequenceNode)g["rules"]).Cast<YamlMappingNode>();
    }

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value ?? "";

    [GeneratedRegex(@"\b(callgrains_\w+)(\{[^}]*\})?")]
    private static partial Regex Metric();

    [GeneratedRegex("""(\w+)\s*(?:=~|!~|!=|=)\s*"[^"]*"[,}]""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex By();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();
}
