using System.Text;
using System.Text.Json;

namespace CallGrains.Bandwidth;

/// <summary>Text; a number or boolean counts as the text it is written with (quirk 12).</summary>
internal class TextConverter : ReadConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text(ref reader);

    public static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.Null => null,
        _ => throw FieldFaultException.Of("text", ref reader),
    };
}

/// <summary>An opaque id: it becomes part of keys and addresses, so its length and characters have limits.</summary>
internal class IdConverter : TextConverter
{
    public const int MaxLength = 256;
    public const string Wanted = "1 to 256 characters without spaces or control characters";

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Text(ref reader) is not { Length: > 0 } text ? Missing(ref reader)
        : IsId(text) ? text
        : throw FieldFaultException.OfLength(Wanted, text);

    public static bool IsId(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c))
            {
                return false;
            }
        }

        return text.Length is > 0 and <= MaxLength;
    }

    protected virtual string? Missing(ref Utf8JsonReader reader) => null;
}

/// <summary>An id without which the event has no address.</summary>
internal sealed class RequiredIdConverter : IdConverter
{
    public override bool HandleNull => true;

    protected override string? Missing(ref Utf8JsonReader reader) => throw FieldFaultException.Of(Wanted, ref reader);
}

/// <summary>A phone number or SIP address; a leading space is a plus that was not percent-encoded in a query.</summary>
internal class NumberConverter : TextConverter
{
    public const string Wanted = "a phone number or SIP address of 1 to 256 characters";

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Text(ref reader) is not { } text ? Missing(ref reader)
        : text.Length > IdConverter.MaxLength ? throw FieldFaultException.OfLength(Wanted, text)
        : text.Length > 1 && text[0] == ' ' && char.IsAsciiDigit(text[1]) ? $"+{text.AsSpan(1)}"
        : string.IsNullOrWhiteSpace(text) ? Missing(ref reader) ?? text
        : text;

    protected virtual string? Missing(ref Utf8JsonReader reader) => null;
}

/// <summary>A number without which the event has no address.</summary>
internal sealed class RequiredNumberConverter : NumberConverter
{
    public override bool HandleNull => true;

    protected override string? Missing(ref Utf8JsonReader reader) => throw FieldFaultException.Of(Wanted, ref reader);
}
