using System.Text.Json;

namespace CallGrains.Bandwidth;

/// <summary>
/// A converter's fault. As a <see cref="JsonException"/> it gets the path of the field from the serializer.
/// </summary>
internal sealed class FieldFaultException(string fault) : JsonException(fault)
{
    private const int Shown = 40;

    /// <summary>The fault of a value, which is quoted, cut to a readable length.</summary>
    public static FieldFaultException Of(string wanted, ref Utf8JsonReader reader) => new($"expected {wanted}, got {Show(ref reader)}");

    public static FieldFaultException Of(string wanted, string value) => new($"expected {wanted}, got {Quote(value)}");

    public static FieldFaultException OfLength(string wanted, string value) => new($"expected {wanted}, got {Quote(value)} ({value.Length} characters)");

    private static string Show(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.Null => "null",
        _ => Quote(TextConverter.Text(ref reader) ?? ""),
    };

    public static string Quote(string value)
    {
        var shown = value.Length > Shown ? value[..Shown] + "…" : value;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }
}
