using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CallGrains.Bandwidth;

/// <summary>Turns what the serializer throws into the field and fault that a person can act on.</summary>
internal static class EventFault
{
    private const string NotUnicode = "contains text that is not Unicode; send UTF-8 without escaped lone surrogates";

    public static EventFormatException From(Exception exception, ReadOnlySpan<byte> json, JsonTypeInfo? type) => exception switch
    {
        FieldFaultException fault => new(FieldOf(fault), fault.Message, fault),
        JsonException { InnerException: InvalidOperationException } text => new(FieldOf(text), NotUnicode, text),
        JsonException syntax when type is not null && FirstMissing(json, type) is { } name =>
            new(name, "is missing; an event of this type cannot be placed without it", syntax),
        JsonException syntax => new(FieldOf(syntax), $"not readable as JSON: {Cut(syntax.Message)}", syntax),
        _ => new(EventFormatException.Body, NotUnicode, exception),
    };

    /// <summary>The field of a path such as <c>$.media[1]</c>.</summary>
    public static string FieldOf(JsonException exception) =>
        exception.Path is { } path && path.StartsWith("$.", StringComparison.Ordinal) && !string.IsNullOrWhiteSpace(path[2..])
            ? path[2..]
            : EventFormatException.Body;

    private static string? FirstMissing(ReadOnlySpan<byte> json, JsonTypeInfo type)
    {
        try
        {
            var names = Names(json);
            return type.Properties.FirstOrDefault(property => property.IsRequired && !names.Contains(property.Name))?.Name;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static HashSet<string> Names(ReadOnlySpan<byte> json)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        var reader = new Utf8JsonReader(json, CatapultJson.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(reader.GetString()!);
            reader.Skip();
        }
        return names;
    }

    // The serializer appends where it stood, which its exception also has as properties.
    private static string Cut(string message) => message.Split(" Path:")[0].Split(" LineNumber:")[0];
}
