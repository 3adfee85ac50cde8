using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CallGrains.Events;

/// <summary>
/// The neutral JSON form of events: one object with the records' field names, absent fields absent, unknown fields at
/// the end. The journal keeps in it what no carrier sent, and only this reads it. A carrier's own form is its reader's.
/// Thread-safe.
/// </summary>
public static class EventJson
{
    /// <summary>How deep objects and arrays may nest.</summary>
    public const int MaxDepth = 16;

    // Readable in the journal: phone numbers keep their plus. The text is never put into HTML as it is.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The shapes of the records, for a carrier whose own JSON has the same fields: it may rename them and read them
    /// more loosely.
    /// </summary>
    public static IJsonTypeInfoResolver Shapes => EventJsonContext.Default;

    /// <summary>The record that an event type reads into; null for a type that is not known.</summary>
    /// <param name="eventType">One of <see cref="EventTypes"/>, in any case.</param>
    public static Type? RecordOf(string eventType) => EventShapes.Of(eventType)?.Type;

    /// <summary>Reads one event that <see cref="Write(CarrierEvent)"/> wrote.</summary>
    /// <param name="utf8">One JSON object in UTF-8.</param>
    /// <returns>The typed event; an <see cref="UnknownEvent"/> when its type is not known.</returns>
    /// <exception cref="EventFormatException">It is not an event in this form.</exception>
    public static CarrierEvent Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var json = JsonSerializer.Deserialize(utf8, EventJsonContext.Default.JsonElement);
            var eventType = json.GetProperty("eventType").GetString() ?? "";
            return EventShapes.Of(eventType) is { } shape
                ? (CarrierEvent)json.Deserialize(shape)!
                : json.Deserialize(EventJsonContext.Default.UnknownFields)!.ToEvent(eventType);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new EventFormatException(EventFormatException.Body, $"is no event in the neutral form: {e.Message}", e);
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
