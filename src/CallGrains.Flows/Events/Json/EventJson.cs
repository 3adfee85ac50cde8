using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace CallGrains.Flows;

/// <summary>
/// The neutral JSON form of events: one object with the field names of Bandwidth's Catapult API, absent fields
/// absent, unknown fields at the end. It is what callbacks are read from and what the journal holds. Thread-safe.
/// </summary>
public static class EventJson
{
    /// <summary>How deep objects and arrays may nest.</summary>
    public const int MaxDepth = 16;

    internal static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    // Readable in the journal: phone numbers keep their plus. The text is never put into HTML as it is.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads one event.</summary>
    /// <param name="utf8">One JSON object in UTF-8, with or without a byte order mark. Its size is the caller's to limit.</param>
    /// <returns>The typed event; an <see cref="UnknownEvent"/> when its type is not known.</returns>
    /// <exception cref="EventFormatException">It is not an event; nothing else is thrown, whatever the bytes are.</exception>
    public static CarrierEvent Read(ReadOnlySpan<byte> utf8)
    {
        var json = utf8.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;
        if (!Utf8.IsValid(json))
        {
            throw new EventFormatException(EventFormatException.Body, "is not UTF-8; send JSON in UTF-8");
        }
        var eventType = EventTypeField.Find(json);
        var type = EventShapes.Of(eventType);
        try
        {
            var read = JsonSerializer.Deserialize(json, type);
            var carrierEvent = read is UnknownFields unknown ? unknown.ToEvent(eventType) : (CarrierEvent)read!;
            UnknownText.Check(carrierEvent);
            return carrierEvent;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw EventFault.From(e, json, type);
        }
    }

    /// <summary>Writes one event; <see cref="Read"/> gives back an equal one, apart from its operation id.</summary>
    /// <param name="buffer">Where the UTF-8 bytes go.</param>
    /// <param name="carrierEvent">The event.</param>
    public static void Write(IBufferWriter<byte> buffer, CarrierEvent carrierEvent)
    {
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        JsonSerializer.Serialize(writer, carrierEvent, carrierEvent.GetType(), EventJsonContext.Default);
    }

    /// <summary>Writes one event into a new array.</summary>
    /// <param name="carrierEvent">The event.</param>
    /// <returns>The UTF-8 bytes.</returns>
    public static byte[] Write(CarrierEvent carrierEvent)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(buffer, carrierEvent);
        return buffer.WrittenSpan.ToArray();
    }
}
