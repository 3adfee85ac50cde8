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

    public UnknownEvent ToEvent(string eventType)
    {
        var rest = Rest ?? [];
        DateTimeOffset? time = rest.TryGetValue("time", out var written) && written.ValueKind is JsonValueKind.String && written.TryGetDateTimeOffset(out var read) ? read : null;
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
