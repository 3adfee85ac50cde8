using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>An object, or the text that could not be read as one.</summary>
internal sealed class DiversionConverter : JsonConverter<Diversion>
{
    public override Diversion? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
            ? new Diversion { Unparsed = reader.GetString() }
            : JsonSerializer.Deserialize(ref reader, EventJsonContext.Default.Diversion);

    public override void Write(Utf8JsonWriter writer, Diversion value, JsonSerializerOptions options)
    {
        if (value.Unparsed is { } text)
        {
            writer.WriteStringValue(text);
            return;
        }

        JsonSerializer.Serialize(writer, value, EventJsonContext.Default.Diversion);
    }
}
