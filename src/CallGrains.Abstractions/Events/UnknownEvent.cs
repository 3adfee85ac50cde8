using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>
/// An event of a type we do not know, kept whole: every field but the type, and a readable time and tag, is in
/// <see cref="CarrierEvent.Extra"/>. Nothing but its type is required of it.
/// </summary>
public sealed record UnknownEvent : CarrierEvent
{
    /// <summary>An event of an unknown type.</summary>
    /// <param name="eventType">The type as the carrier spelled it.</param>
    public UnknownEvent(string eventType) : base(eventType)
    {
    }

    /// <summary>The call it names; null when it names none.</summary>
    [JsonIgnore]
    public string? CallId => Id("callId");

    /// <summary>The conference it names; null when it names none.</summary>
    [JsonIgnore]
    public string? ConferenceId => Id("conferenceId");

    /// <summary>The message it names; null when it names none.</summary>
    [JsonIgnore]
    public string? MessageId => Id("messageId");

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(BodyHash());

    private string? Id(string name) =>
        Extra.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { } id && Wire.IsId(id) ? id : null;
}
