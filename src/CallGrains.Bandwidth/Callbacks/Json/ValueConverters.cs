using System.Globalization;
using System.Text.Json;

namespace CallGrains.Bandwidth;

/// <summary>A boolean, also as text (quirk 12).</summary>
internal sealed class FlagConverter : ReadConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        bool.TryParse(TextConverter.Text(ref reader), out var flag) ? flag : throw FieldFaultException.Of("true or false", ref reader);
}

/// <summary>A whole number, also as text (quirk 12).</summary>
internal sealed class CountConverter : ReadConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        int.TryParse(TextConverter.Text(ref reader), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw FieldFaultException.Of("a whole number", ref reader);
}

/// <summary>An address, kept as it was written.</summary>
internal sealed class LinkConverter : ReadConverter<Uri>
{
    public override Uri? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TextConverter.Text(ref reader) is { } text ? Link(text) : null;

    public static Uri Link(string text) =>
        Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var link) ? link : throw FieldFaultException.Of("an address", text);
}
