using System.Globalization;
using System.Text.RegularExpressions;

namespace CallGrains.EndToEnd.Tests.Support;

/// <summary>
/// Reads Prometheus' text format (0.0.4): every line is a comment, a type, a help or a sample, and each sample is of a
/// type that was named before; anything else is a fault.
/// </summary>
internal sealed partial class PrometheusText
{
    private readonly Dictionary<string, string> _types = [];
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> _samples = [];

    public static PrometheusText Parse(string text)
    {
        var parsed = new PrometheusText();
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0))
        {
            parsed.Take(line);
        }

        return parsed;
    }

    public string? TypeOf(string metric) => _types.GetValueOrDefault(metric);

    /// <summary>Each series, with the names of its labels.</summary>
    public IEnumerable<(string Name, IEnumerable<string> Labels)> Series => _samples.Select(s => (s.Name, (IEnumerable<string>)s.Labels.Keys));

    public double Sum(string name, string label, string value) => _samples.Where(s => s.Name == name && s.Labels.GetValueOrDefault(label) == value).Sum(s => s.Value);

    /// <summary>Of all series of a metric; 0 where it has none.</summary>
    public double Sum(string name) => _samples.Where(s => s.Name == name).Sum(s => s.Value);

    private void Take(string line)
    {
        if (line.StartsWith('#'))
        {
            if (line.Split(' ', 4) is ["#", "TYPE", var name, var type])
            {
                Assert.Contains(type, (string[])["counter", "gauge", "histogram", "summary", "untyped", "info", "unknown"]);
                Assert.True(_types.TryAdd(name, type), $"{name} has two types");
            }

            return;
        }

        var sample = Sample().Match(line);
        Assert.True(sample.Success, $"no line of Prometheus' format: {line}");
        var metric = sample.Groups[1].Value;
        Assert.True(_types.ContainsKey(metric) || _types.ContainsKey(Part().Replace(metric, "")), $"{metric} has no type");
        var labels = Label().Matches(sample.Groups[2].Value).ToDictionary(l => l.Groups[1].Value, l => l.Groups[2].Value);
        _samples.Add((metric, labels, Number(sample.Groups[3].Value)));
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*",?)*\})? (\S+)( -?\d+)?$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)""")]
    private static partial Regex Label();

    [GeneratedRegex("_(bucket|sum|count|total)$")]
    private static partial Regex Part();
}
