using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// Text that the carrier sometimes sends as a number, a boolean or an object: these are kept as their JSON text.
/// </summary>
internal sealed class LooseStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString() : JsonElement.ParseValue(ref reader).GetRawText();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
}

/// <summary>Booleans as booleans, or as the strings <c>"true"</c> and <c>"false"</c>.</summary>
internal sealed class LooseBooleanConverter : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && bool.TryParse(reader.GetString(), out var value) ? value : reader.GetBoolean();

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}

/// <summary>
/// Times in any form of <see cref="BandwidthTime"/>; one that is in none of them is absent, because no time is worth
/// losing the rest for.
/// </summary>
internal sealed class LooseTimeConverter : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : JsonElement.ParseValue(ref reader).GetRawText();
        return BandwidthTime.TryParse(text, out var time) ? time : null;
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value!.Value.UtcDateTime);
}

/// <summary>Addresses; an empty one, which lists contain, is absent.</summary>
internal sealed class LooseUriConverter : JsonConverter<Uri>
{
    public override Uri? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : JsonElement.ParseValue(ref reader).GetRawText();
        return text is { Length: > 0 } && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri) ? uri : null;
    }

    // Escaped, with user and password where there are some, which the carrier turns into basic authentication.
    public override void Write(Utf8JsonWriter writer, Uri value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.IsAbsoluteUri ? value.AbsoluteUri : value.OriginalString);
}

/// <summary>Addresses, of which there may be one that is no list.</summary>
internal sealed class UriListConverter : JsonConverter<IReadOnlyList<Uri>>
{
    public override IReadOnlyList<Uri> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = JsonElement.ParseValue(ref reader);
        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToList() : [value];
        return [.. items.Select(Parse).OfType<Uri>()];
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<Uri> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var uri in value)
        {
            writer.WriteStringValue(uri.OriginalString);
        }

        writer.WriteEndArray();
    }

    private static Uri? Parse(JsonElement item) =>
        item.ValueKind == JsonValueKind.String && Uri.TryCreate(item.GetString(), UriKind.RelativeOrAbsolute, out var uri) && uri.OriginalString.Length > 0 ? uri : null;
}
