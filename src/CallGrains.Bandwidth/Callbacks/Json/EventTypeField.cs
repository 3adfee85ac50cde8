using System.Text;
using System.Text.Json;

namespace CallGrains.Bandwidth;

/// <summary>The first look at a body: finds the type without reading the rest.</summary>
internal static class EventTypeField
{
    private const string Name = "eventType";

    public static string Find(ReadOnlySpan<byte> json)
    {
        try
        {
            return Scan(json) ?? throw Fault("is missing");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw EventFault.From(e, json, null);
        }
    }

    private static string? Scan(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, CatapultJson.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new EventFormatException(EventFormatException.Body, "is not a JSON object; send one object with an eventType");
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = Ascii.EqualsIgnoreCase(reader.ValueSpan, Name);
            reader.Read();
            if (found)
            {
                return Value(ref reader);
            }
            reader.Skip();
        }
        return null;
    }

    private static string Value(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Fault($"is not text but {reader.TokenType}");
        }
        var value = reader.GetString()!;
        return IdConverter.IsId(value) ? value : throw Fault($"is {FieldFaultException.Quote(value)} ({value.Length} characters), not a name");
    }

    private static EventFormatException Fault(string what) =>
        new(Name, $"{what}; send the event's type, for example \"{EventTypes.Answer}\"");
}
