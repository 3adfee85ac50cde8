using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>
/// The wire form of an unknown event: nothing but the type is interpreted while reading, so nothing can be of a wrong
/// type.
/// </summary>
internal sealed class UnknownFields
{
    public string? EventType { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }

    public UnknownEvent ToEvent(string eventType) =>
        ToEvent(eventType, Rest, static value => value.TryGetDateTimeOffset(out var time) ? time : null);

    /// <summary>The event of these fields, for readers of any form of instants.</summary>
    /// <param name="eventType">What the event calls itself.</param>
    /// <param name="fields">All fields but the type; what is understood is taken out.</param>
    /// <param name="instantOf">Reads a JSON string as an instant; null when it is none.</param>
    public static UnknownEvent ToEvent(string eventType, Dictionary<string, JsonElement>? fields, Func<JsonElement, DateTimeOffset?> instantOf)
    {
        var rest = fields ?? [];
        var time = rest.TryGetValue("time", out var written) && written.ValueKind is JsonValueKind.String ? instantOf(written) : null;
        var tag = Text(rest, "tag");
        Remove(rest, "time", time is not null);
        Remove(rest, "tag", tag is not null);
        return new UnknownEvent(eventType) { Time = time, Tag = tag, Extra = rest };
    }

    private static string? Text(Dictionary<string, JsonElement> fields, string name) =>
        fields.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static void Remove(Dictionary<string, JsonElement> fields, string name, bool taken)
    {
        if (taken)
        {
            fields.Remove(name);
        }
    }
}
