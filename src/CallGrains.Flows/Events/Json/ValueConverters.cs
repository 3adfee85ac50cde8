using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Flows;

/// <summary>A boolean, also as text (quirk 12).</summary>
internal sealed class FlagConverter : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        bool.TryParse(TextConverter.Text(ref reader), out var flag) ? flag : throw FieldFaultException.Of("true or false", ref reader);

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}

/// <summary>A whole number, also as text (quirk 12).</summary>
internal sealed class CountConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        int.TryParse(TextConverter.Text(ref reader), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw FieldFaultException.Of("a whole number", ref reader);

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>An address, kept as it was written.</summary>
internal sealed class LinkConverter : JsonConverter<Uri>
{
    public override Uri? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TextConverter.Text(ref reader) is { } text ? Link(text) : null;

    public override void Write(Utf8JsonWriter writer, Uri value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.OriginalString);

    public static Uri Link(string text) =>
        Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var link) ? link : throw FieldFaultException.Of("an address", text);
}
