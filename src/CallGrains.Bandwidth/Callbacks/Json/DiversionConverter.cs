using System.Text.Json;

namespace CallGrains.Bandwidth;

/// <summary>
/// An object, or its JSON text in the GET form. The carrier's own sample lacks the closing brace, so that is tried
/// too; text that is no object even then is kept as it is.
/// </summary>
internal sealed class DiversionConverter : ReadConverter<Diversion>
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
            return JsonSerializer.Deserialize(ref reader, CatapultShapes.Diversion);
        }
        catch (FieldFaultException fault)
        {
            throw new FieldFaultException($"{EventFault.FieldOf(fault)}: {fault.Message}");
        }
    }

    private static Diversion? FromText(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, CatapultShapes.Diversion);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
