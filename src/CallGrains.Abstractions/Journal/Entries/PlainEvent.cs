using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CallGrains.Journals;

/// <summary>
/// The entry of an event that was simply accepted, written by hand: there is one for each callback, and the
/// serializer's way through the closed set of entries costs more garbage than all else of an entry. It is what the
/// serializer would write.
/// </summary>
internal static class PlainEvent
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <summary>Whether it has none of the fields that few events have.</summary>
    public static bool Is(EventEntry e) => e is { Disposition: Disposition.Accepted, Form: CallbackForm.Json, Reason: null, Flow: null, Keyword: null, Observed: false, SealedBy: null };

    /// <summary>Its stored form.</summary>
    public static byte[] Write(EventEntry e)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(256);
        var json = _json ??= new Utf8JsonWriter(buffer, Options);
        buffer.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        json.WriteString("kind"u8, "event"u8);
        json.WriteNumber("v"u8, e.Version);
        json.WriteString("at"u8, e.At);
        if (e.Through != 0)
        {
            json.WriteNumber("through"u8, e.Through);
        }

        json.WriteString("carrier"u8, e.Carrier);
        json.WriteString("form"u8, nameof(CallbackForm.Json));
        json.WriteString("verdict"u8, nameof(Disposition.Accepted));
        if (e.Leg != 0)
        {
            json.WriteNumber("leg"u8, e.Leg);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
