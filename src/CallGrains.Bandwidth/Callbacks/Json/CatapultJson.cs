using System.Text.Json;
using System.Text.Unicode;

namespace CallGrains.Bandwidth;

/// <summary>Catapult's JSON form of events, read with all its quirks. Thread-safe.</summary>
internal static class CatapultJson
{
    internal static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = EventJson.MaxDepth };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads one event.</summary>
    /// <param name="utf8">One JSON object in UTF-8, with or without a byte order mark. Its size is the caller's to
    /// limit.</param>
    /// <returns>The typed event; an <see cref="UnknownEvent"/> when its type is not known.</returns>
    /// <exception cref="EventFormatException">It is not an event; nothing else is thrown, whatever the bytes
    /// are.</exception>
    public static CarrierEvent Read(ReadOnlySpan<byte> utf8)
    {
        var json = utf8.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;
        if (!Utf8.IsValid(json))
        {
            throw new EventFormatException(EventFormatException.Body, "is not UTF-8; send JSON in UTF-8");
        }

        var eventType = EventTypeField.Find(json);
        var shape = CatapultShapes.Of(eventType);
        try
        {
            var read = JsonSerializer.Deserialize(json, shape);
            var carrierEvent = read is UnknownFields unknown ? unknown.ToEvent(eventType) : (CarrierEvent)read!;
            UnknownText.Check(carrierEvent);
            return carrierEvent;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw EventFault.From(e, json, shape);
        }
    }
}
