using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth;

/// <summary>
/// An event of an unknown type: nothing but the type is interpreted while reading, so nothing can be of a wrong type.
/// </summary>
internal sealed class UnknownFields
{
    public string? EventType { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }

    public UnknownEvent ToEvent(string eventType)
    {
        var rest = Rest ?? [];
        DateTimeOffset? time = Text(rest, "time") is { } written && InstantConverter.TryParse(written, out var read) ? read : null;
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

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UnknownFields))]
internal sealed partial class UnknownFieldsContext : JsonSerializerContext;
