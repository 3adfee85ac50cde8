using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace CallGrains.Bandwidth;

/// <summary>
/// The GET form of a callback as the JSON object it stands for: every value is text there, which the reader of the
/// JSON form accepts for numbers, booleans, lists and the diversion.
/// </summary>
internal static class QueryForm
{
    public static ReadOnlySpan<byte> ToJson(ReadOnlySpan<byte> query)
    {
        var buffer = new ArrayBufferWriter<byte>(query.Length + 64);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in Parameters(query))
            {
                writer.WriteString(name, value);
            }
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan;
    }

    // A callback URL may have a query of its own; the carrier appends its parameters, so the last of a name is its.
    private static Dictionary<string, string> Parameters(ReadOnlySpan<byte> query)
    {
        Dictionary<string, string> parameters = new(StringComparer.OrdinalIgnoreCase);
        var text = query.TrimEnd("\r\n"u8);
        foreach (var range in text.Split((byte)'&'))
        {
            var parameter = text[range];
            var equals = parameter.IndexOf((byte)'=');
            var name = Decode(equals < 0 ? parameter : parameter[..equals], EventFormatException.Body);
            if (name.Length > 0)
            {
                parameters[name] = equals < 0 ? "" : Decode(parameter[(equals + 1)..], name);
            }
        }
        return parameters;
    }

    private static string Decode(ReadOnlySpan<byte> encoded, string field)
    {
        var decoded = new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            var isEscape = encoded[i] == '%' && i + 2 < encoded.Length && IsHex(encoded[i + 1]) && IsHex(encoded[i + 2]);
            decoded[length++] = isEscape ? FromHex(encoded.Slice(i + 1, 2)) : encoded[i] == '+' ? (byte)' ' : encoded[i];
            i += isEscape ? 2 : 0;
        }
        var bytes = decoded.AsSpan(0, length);
        return Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : throw new EventFormatException(field, "is not UTF-8 after percent-decoding; percent-encode UTF-8 bytes");
    }

    private static bool IsHex(byte value) => char.IsAsciiHexDigit((char)value);

    private static byte FromHex(ReadOnlySpan<byte> digits) =>
        (byte)(HexDigit(digits[0]) << 4 | HexDigit(digits[1]));

    private static int HexDigit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
