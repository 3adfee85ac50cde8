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

    public UnknownEvent ToEvent(string eventType) =>
        Events.UnknownFields.ToEvent(eventType, Rest, static value => InstantConverter.TryParse(value.GetString(), out var time) ? time : null);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UnknownFields))]
internal sealed partial class UnknownFieldsContext : JsonSerializerContext;
