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

    private const int Chunk = 64 * 1024;

    // Readable by people: numbers keep their plus. The document is JSON, never part of a page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document (UTF-8).</summary>
    /// <param name="history">What is stored of a grain.</param>
    public static byte[] Write(JournalHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return Write(history.Summary, history.First, history.Entries);
    }

    /// <summary>Writes a document (UTF-8) of some entries.</summary>
    /// <param name="part">What is stored of a grain.</param>
    public static byte[] Write(JournalPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return Write(part.Summary, part.First, part.Entries);
    }

    /// <summary>
    /// Writes a document (UTF-8) part by part, so that of its text no more than 64 KiB and an entry is in memory.
    /// </summary>
    /// <param name="parts">What is stored of a grain (<see cref="JournalParts"/>).</param>
    /// <param name="output">Where it goes; nothing is written before the first part has been read.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>Whether there was a part; without one nothing is written.</returns>
    public static async Task<bool> WriteAsync(IAsyncEnumerable<JournalPart> parts, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(output);
        Utf8JsonWriter? json = null;
        try
        {
            await foreach (var part in parts.WithCancellation(cancellationToken))
            {
                json ??= Begin(new Utf8JsonWriter(output, Options), part.Summary);
                await WriteAsync(json, part, cancellationToken);
            }

            if (json is not null)
            {
                End(json);
                await json.FlushAsync(cancellationToken);
            }

            return json is not null;
        }
        finally
        {
            if (json is not null)
            {
                // The rest of a document that was broken off goes nowhere.
                json.Reset();
                await json.DisposeAsync();
            }
        }
    }

    private static byte[] Write(GrainSummary summary, long first, IReadOnlyList<StoredEntry> entries)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = Begin(new Utf8JsonWriter(buffer, Options), summary))
        {
            for (var i = 0; i < entries.Count; i++)
            {
                Write(json, first + i, entries[i]);
            }

            End(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static async Task WriteAsync(Utf8JsonWriter json, JournalPart part, CancellationToken cancellationToken)
    {
        for (var i = 0; i < part.Entries.Count; i++)
        {
            Write(json, part.First + i, part.Entries[i]);
            if (json.BytesPending > Chunk)
            {
                await json.FlushAsync(cancellationToken);
            }
        }
    }

    private static Utf8JsonWriter Begin(Utf8JsonWriter json, GrainSummary summary)
    {
        json.WriteStartObject();
        json.WriteNumber("format", Format);
        json.WriteString("address", summary.Address.ToString());
        json.WriteString("flow", summary.Flow);
        json.WriteNumber("version", summary.FlowVersion);
        json.WriteStartArray("entries");
        return json;
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
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
