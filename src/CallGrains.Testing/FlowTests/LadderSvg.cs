using System.Globalization;
using System.Net;
using System.Text;
using CallGrains.Testing.Worlds;

namespace CallGrains.Testing;

/// <summary>A trace as a drawing: three lifelines, an arrow for each line.</summary>
internal static class LadderSvg
{
    private const int Row = 26;
    private const int Top = 56;
    private static readonly Dictionary<Lane, (int X, string Name)> Lanes = new()
    {
        [Lane.Party] = (150, "callers"),
        [Lane.Carrier] = (530, "carrier"),
        [Lane.Host] = (910, "host"),
    };

    public static string Of(TraceLog trace)
    {
        var height = Top + (trace.Lines.Count * Row) + 20;
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 {height}" font-family="system-ui, sans-serif" font-size="13" fill="#1f2933">""");
        svg.AppendLine("""<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0 8 4 0 8z" fill="#2563eb"/></marker></defs>""");
        svg.AppendLine("""<rect width="100%" height="100%" fill="#fff"/>""");
        foreach (var (x, name) in Lanes.Values)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{x}" y="24" text-anchor="middle" font-weight="600">{name}</text><path d="M{x} 36V{height - 10}" stroke="#cbd2d9"/>""");
        }

        for (var i = 0; i < trace.Lines.Count; i++)
        {
            Draw(svg, trace.Lines[i], LadderText.Since(trace, trace.Lines[i].At), Top + (i * Row));
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static void Draw(StringBuilder svg, TraceLine line, string time, int y)
    {
        var (from, to) = (Lanes[line.From].X, Lanes[line.To].X);
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="70" y="{y + 4}" text-anchor="end" fill="#627d98">{time}</text>""");
        if (from == to)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<circle cx="{from}" cy="{y}" r="4" fill="#b91c1c"/><text x="{from + 10}" y="{y + 4}">{WebUtility.HtmlEncode(line.Text)}</text>""");
            return;
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"""<path d="M{from} {y}H{to + (to > from ? -2 : 2)}" stroke="#2563eb" marker-end="url(#tip)"/><text x="{(from + to) / 2}" y="{y - 5}" text-anchor="middle">{WebUtility.HtmlEncode(line.Text)}</text>""");
    }
}
