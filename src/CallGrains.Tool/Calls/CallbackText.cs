using System.Text.Json;

namespace CallGrains.Tool.Calls;

/// <summary>A callback as it was received, in a few words: its type, and what matters most of it.</summary>
internal static class CallbackText
{
    private static readonly string[] Telling = ["dtmfDigit", "digit", "digits", "reason", "cause", "hangup_cause", "status", "deliveryState", "state", "text"];

    /// <param name="raw">The callback: one JSON object, or a query string.</param>
    public static string Of(string raw)
    {
        try
        {
            using var json = JsonDocument.Parse(raw);
            var root = json.RootElement;
            var envelope = root.TryGetProperty("data", out var data) ? data : root;
            var isNested = envelope.TryGetProperty("event_type", out var type);
            return Words(isNested ? type.GetString()! : GrainLine.Text(root, "eventType"), Fields(isNested && envelope.TryGetProperty("payload", out var payload) ? payload : root));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            var fields = raw.Split('&').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).GroupBy(p => p[0], StringComparer.Ordinal).ToDictionary(g => g.Key, g => Uri.UnescapeDataString(g.First()[1].Replace('+', ' ')), StringComparer.Ordinal);
            return Words(fields.GetValueOrDefault("eventType", ""), fields);
        }
    }

    private static Dictionary<string, string> Fields(JsonElement of) =>
        of.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).GroupBy(p => p.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Value.GetString()!, StringComparer.Ordinal);

    private static string Words(string type, Dictionary<string, string> fields)
    {
        var isNew = type is "incomingcall" or "call.initiated";
        var more = isNew ? [fields.GetValueOrDefault("from", "")] : Telling.Select(name => fields.GetValueOrDefault(name, "")).Where(v => v.Length > 0).Take(2);
        return $"{(type.Length == 0 ? "callback" : type)} {string.Join(' ', more)}".TrimEnd();
    }
}
