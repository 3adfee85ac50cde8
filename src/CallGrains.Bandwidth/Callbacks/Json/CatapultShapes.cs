using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CallGrains.Bandwidth;

/// <summary>
/// How Catapult's fields become those of the neutral records: the names are the same, the values are written in more
/// ways. A name that comes twice is refused: two parsers could see two events.
/// </summary>
internal static class CatapultShapes
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        AllowDuplicateProperties = false,
        MaxDepth = EventJson.MaxDepth,
        Converters = { new TextConverter(), new FlagConverter(), new CountConverter(), new LinkConverter(), new MediaConverter(), new InstantConverter() },
        TypeInfoResolver = JsonTypeInfoResolver.Combine(EventJson.Shapes.WithAddedModifier(Loosen), UnknownFieldsContext.Default),
    };

    /// <summary>The shape of a diversion that is an object.</summary>
    public static JsonTypeInfo<Diversion> Diversion { get; } = (JsonTypeInfo<Diversion>)Options.GetTypeInfo(typeof(Diversion));

    /// <summary>Which shape an event type reads into.</summary>
    public static JsonTypeInfo Of(string eventType) => Options.GetTypeInfo(EventJson.RecordOf(eventType) ?? typeof(UnknownFields));

    private static void Loosen(JsonTypeInfo shape)
    {
        foreach (var field in shape.Properties)
        {
            field.CustomConverter = ConverterOf(field) ?? field.CustomConverter;
        }
    }

    private static JsonConverter? ConverterOf(JsonPropertyInfo field) => field.Name switch
    {
        "diversion" => new DiversionConverter(),
        "from" or "to" when field.IsRequired => new RequiredNumberConverter(),
        "from" or "to" or "displayName" or "origTo" => new NumberConverter(),
        "applicationId" => new IdConverter(),
        "gatherId" or "recordingId" when !field.IsRequired => new IdConverter(),
        _ => field.IsRequired ? new RequiredIdConverter() : null,
    };
}
