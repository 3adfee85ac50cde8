using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Flows;

/// <summary>
/// An object, or its JSON text in the GET form. The carrier's own sample lacks the closing brace, so that is tried
/// too; text that is no object even then is kept as it is.
/// </summary>
internal sealed class DiversionConverter : JsonConverter<Diversion>
{
    public override Diversion? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            var text = TextConverter.Text(ref reader) ?? "";
            return FromText(text) ?? FromText(text + "}") ?? new Diversion { Unparsed = text };
        }
        try
        {
            return JsonSerializer.Deserialize(ref reader, EventJsonContext.Default.Diversion);
        }
        catch (FieldFaultException fault)
        {
            throw new FieldFaultException($"{EventFault.FieldOf(fault)}: {fault.Message}");
        }
    }

    public override void Write(Utf8JsonWriter writer, Diversion value, JsonSerializerOptions options)
    {
        if (value.Unparsed is { } text)
        {
            writer.WriteStringValue(text);
            return;
        }
        JsonSerializer.Serialize(writer, value, EventJsonContext.Default.Diversion);
    }

    private static Diversion? FromText(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, EventJsonContext.Default.Diversion);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
