using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;

namespace CallGrains.Tool.Carriers;

/// <summary>A callback as a carrier documents it.</summary>
/// <param name="Carrier"><c>bandwidth</c> or <c>telnyx</c>.</param>
/// <param name="Name">Its name, unlike any other's of the carrier; one that comes by GET ends with
/// <c>.query</c>.</param>
/// <param name="Event">The carrier's word for what happened, such as <c>incomingcall</c> or
/// <c>call.initiated</c>.</param>
/// <param name="Text">One JSON object, or a query string without its question mark.</param>
internal sealed record DocumentedCallback(string Carrier, string Name, string Event, string Text)
{
    private const string Prefix = "callbacks/";

    /// <summary>All there are, in the order of their names.</summary>
    public static readonly IReadOnlyList<DocumentedCallback> All =
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read).Where(c => c.Event.Length > 0)];

    public bool IsQuery => Name.EndsWith(".query", StringComparison.Ordinal);

    /// <summary>What a carrier's own pages show comes before what others have seen.</summary>
    private int Rank => Carrier == "telnyx" ? (Name.EndsWith(".spec", StringComparison.Ordinal) ? 0 : 1)
        : IsQuery ? 2 : Name.StartsWith("sdk", StringComparison.Ordinal) || Name.StartsWith("ext-", StringComparison.Ordinal) || Name.StartsWith("synth-", StringComparison.Ordinal) || Name.StartsWith("guide-", StringComparison.Ordinal) ? 1 : 0;

    /// <summary>One by its name, or the plainest of an event; null when there is none.</summary>
    public static DocumentedCallback? Find(string name, string? carrier)
    {
        var mine = All.Where(c => carrier is null || c.Carrier == carrier).ToList();
        return mine.FirstOrDefault(c => c.Name == name) ?? mine.Where(c => c.Event == name).OrderBy(c => c.Rank).ThenBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault();
    }

    private static DocumentedCallback Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd().Trim();
        var (carrier, file) = (resource.Split('/')[1], resource.Split('/')[2]);
        if (file.EndsWith(".query", StringComparison.Ordinal))
        {
            var query = text[(text.IndexOf('?', StringComparison.Ordinal) + 1)..];
            return new DocumentedCallback(carrier, file, Uri.UnescapeDataString(query.Split('&').FirstOrDefault(p => p.StartsWith("eventType=", StringComparison.Ordinal))?.Split('=')[1] ?? ""), query);
        }

        var json = JsonNode.Parse(text) as JsonObject;
        return new DocumentedCallback(carrier, Path.GetFileNameWithoutExtension(file), (string?)(carrier == "telnyx" ? (json?["data"] ?? json)?["event_type"] : json?["eventType"]) ?? "", text);
    }
}
