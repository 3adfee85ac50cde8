using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace CallGrains.Journals;

/// <summary>
/// A grain's journal as one document, a history:
/// <c>{"format":1,"address":…,"flow":…,"version":…,"entries":[{"sequence":1,…,"raw":…}]}</c>. Each entry is its own
/// stored JSON, with its number before and the callback as received after it (<c>rawBase64</c> where that is not
/// UTF-8). It is copied, not interpreted: a call that this program cannot run can still be looked at and taken
/// elsewhere. It is all that a replay needs: flow, version and arguments stand in the first entry.
/// </summary>
public static class JournalDocument
{
    private const int Format = 1;

    // Readable by people: numbers keep their plus. The document is JSON, never part of a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document (UTF-8).</summary>
    /// <param name="history">What is stored of a grain.</param>
    public static byte[] Write(JournalHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("address", history.Summary.Address.ToString());
            json.WriteString("flow", history.Summary.Flow);
            json.WriteNumber("version", history.Summary.FlowVersion);
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

    /// <summary>Reads a document; of the summary only what the document holds.</summary>
    /// <param name="document">What <see cref="Write(JournalHistory)"/> made.</param>
    /// <exception cref="JournalFormatException">It is no such document, or of a newer form.</exception>
    public static JournalHistory Read(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            var root = json.RootElement;
            if (root.GetProperty("format").GetInt32() is not Format and var format)
            {
                throw new JournalFormatException($"The history is of form {format}; this program reads form {Format}.");
            }

            var entries = root.GetProperty("entries").EnumerateArray().Select(Read).ToList();
            var summary = new GrainSummary
            {
                Address = FlowAddress.Parse(root.GetProperty("address").GetString()!),
                Sequence = root.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("sequence").GetInt64()).LastOrDefault(),
                Flow = root.GetProperty("flow").GetString()!,
                FlowVersion = root.GetProperty("version").GetInt32(),
            };
            return new JournalHistory(summary, entries);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new JournalFormatException($"This is no history: {e.Message} Export one with GET /api/calls/ID/journal, or callgrains export ID, and leave it as it is.", e);
        }
    }

    private static StoredEntry Read(JsonElement entry)
    {
        var raw = entry.TryGetProperty("raw", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!)
            : entry.TryGetProperty("rawBase64", out var bytes) ? bytes.GetBytesFromBase64()
            : [];
        return new StoredEntry(entry.TryGetProperty("bodyBase64", out var body) ? body.GetBytesFromBase64() : Body(entry), raw);
    }

    private static byte[] Body(JsonElement entry)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            foreach (var property in entry.EnumerateObject().Where(p => p.Name is not ("sequence" or "raw" or "rawBase64")))
            {
                json.WritePropertyName(property.Name);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
