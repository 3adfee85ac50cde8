using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CallGrains.Flows;

namespace CallGrains.Operations;

/// <summary>
/// A call's journal as one document: <c>{"format":1,"address":…,"flow":…,"version":…,"entries":[{"sequence":1,…,"raw":…}]}</c>.
/// Each entry is its own stored JSON, with its number before and the callback as received after it (<c>rawBase64</c> where that is not
/// UTF-8). It is copied, not interpreted: a call that this program cannot run can still be looked at and taken elsewhere.
/// </summary>
internal static class JournalExport
{
    private const int Format = 1;

    // Readable by people: numbers keep their plus. The document is JSON, never part of a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(JournalHistory history)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("address", history.Head.Address.ToString());
            json.WriteString("flow", history.Head.Flow);
            json.WriteNumber("version", history.Head.FlowVersion);
            json.WriteStartArray("entries");
            for (var i = 0; i < history.Entries.Count; i++)
            {
                Write(json, history.First + i, history.Entries[i]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, long sequence, StoredEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", sequence);
        WriteBody(json, entry.Body);
        var raw = entry.Raw.Span;
        if (!raw.IsEmpty && Utf8.IsValid(raw))
        {
            json.WriteString("raw", raw);
        }
        else if (!raw.IsEmpty)
        {
            json.WriteBase64String("rawBase64", raw);
        }

        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var entry = JsonDocument.Parse(body);
            foreach (var property in entry.RootElement.EnumerateObject())
            {
                json.WritePropertyName(property.Name);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            json.WriteString("kind", "unreadable");
            json.WriteBase64String("bodyBase64", body.Span);
        }
    }
}
