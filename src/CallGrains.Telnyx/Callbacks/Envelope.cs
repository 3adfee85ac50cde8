using System.Globalization;
using System.Text.Json;

namespace CallGrains.Telnyx;

/// <summary>One event of Telnyx's, out of its wrapping.</summary>
/// <param name="Type">Its dotted name.</param>
/// <param name="Id">Its own id, the same on a retry; null where it has none.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Payload">What it says.</param>
internal readonly record struct Envelope(string Type, string? Id, DateTimeOffset? Time, JsonElement Payload)
{
    /// <summary>
    /// A webhook's body: the event is under <c>data</c>, and in some conference events not even that; its time is
    /// beside the payload or within.
    /// </summary>
    /// <exception cref="EventFormatException">It is no event.</exception>
    public static Envelope Of(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new EventFormatException(EventFormatException.Body, "is not a JSON object; send one with data.event_type");
        }

        var data = root.TryGetProperty("data", out var wrapped) && wrapped.ValueKind == JsonValueKind.Object ? wrapped : root;
        if (Fields.Text(data, "event_type") is not { Length: > 0 and <= 256 } type || type.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            throw new EventFormatException("data.event_type", "is missing or no name; send the event's type, for example \"call.answered\"");
        }

        if (!data.TryGetProperty("payload", out var payload) || payload.ValueKind != JsonValueKind.Object)
        {
            throw new EventFormatException("data.payload", "is missing or no object");
        }

        return new Envelope(type, Fields.Text(data, "id"), Fields.Time(data, "occurred_at") ?? Fields.Time(payload, "occurred_at"), payload);
    }

    /// <summary>
    /// A record of the carrier's log of events, which has the event whole (<c>metadata.event</c>), or its payload and
    /// the webhook's id; null for a command's record.
    /// </summary>
    public static Envelope? OfLog(JsonElement record)
    {
        if (record.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            return metadata.TryGetProperty("event", out var whole) && whole.ValueKind == JsonValueKind.Object && whole.TryGetProperty("event_type", out _) ? Of(whole) : null;
        }

        return record.TryGetProperty("payload", out var payload) && payload.ValueKind == JsonValueKind.Object && record.TryGetProperty("event_type", out _)
            ? Of(record) with { Id = Fields.Text(record, "webhook_id") }
            : null;
    }
}

/// <summary>Fields of the wire, whose absence is written in several ways.</summary>
internal static class Fields
{
    /// <summary>A text; null where it is absent, null or no text.</summary>
    public static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>An id; null where it is absent.</summary>
    /// <exception cref="EventFormatException">It is there, but can be no id.</exception>
    public static string? Id(JsonElement of, string name) => Text(of, name) is not { } id ? null
        : id.Length <= 256 && !id.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) ? id
        : throw new EventFormatException($"payload.{name}", "is no id: 1 to 256 characters without spaces and control characters");

    /// <exception cref="EventFormatException">It is absent.</exception>
    public static string Required(string? value, string name) => value ?? throw new EventFormatException($"payload.{name}", "is missing; an event of this type cannot be placed without it");

    public static DateTimeOffset? Time(JsonElement of, string name) =>
        Text(of, name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    public static int? Count(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) ? count : null;

    public static IEnumerable<JsonElement> Items(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>
    /// Those fields that are there, as the event's extra ones: a name that the event has itself is the carrier's, as in
    /// <c>carrierStatus</c>.
    /// </summary>
    public static Dictionary<string, JsonElement> Some(JsonElement of, params ReadOnlySpan<string> names)
    {
        var some = new Dictionary<string, JsonElement>();
        foreach (var name in names)
        {
            if (of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                some[name switch { "status" => "carrierStatus", "reason" => "carrierReason", "result" => "carrierResult", _ => name }] = value.Clone();
            }
        }

        return some;
    }
}
