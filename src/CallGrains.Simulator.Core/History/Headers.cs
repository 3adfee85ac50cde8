using System.Text.Json.Nodes;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.History;

/// <summary>Headers as the history keeps them: one line each, credentials only by their kind.</summary>
internal static class Headers
{
    public static IReadOnlyList<string> Of(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers) =>
        [.. headers.Select(header => $"{header.Key}: {Shown(header.Key, string.Join(Separator(header.Key), header.Value))}")];

    /// <summary>The parts of a user agent are no list.</summary>
    private static string Separator(string name) => name.Equals("User-Agent", StringComparison.OrdinalIgnoreCase) ? " " : ", ";

    public static JsonArray Render(IEnumerable<string> lines) => Json.Array(lines.Select(line => JsonValue.Create(line)));

    private static string Shown(string name, string value) =>
        name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || name.EndsWith("Cookie", StringComparison.OrdinalIgnoreCase) ? $"{value.Split(' ')[0]} (hidden)" : value;
}
