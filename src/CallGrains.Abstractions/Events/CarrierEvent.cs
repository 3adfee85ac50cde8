using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>
/// One event a carrier reported, typed. The set of records is closed;
/// whatever else arrives is an <see cref="UnknownEvent"/>. Records are immutable and safe to share between threads;
/// two events are equal when all their fields are, unknown fields included.
/// </summary>
public abstract record CarrierEvent
{
    private protected CarrierEvent(string eventType) => EventType = eventType;

    /// <summary>The event's type, one of <see cref="EventTypes"/> unless unknown.</summary>
    [JsonPropertyOrder(-30)]
    public string EventType { get; }

    /// <summary>
    /// When the carrier says it happened, with the offset it sent; null where the event carries no time.
    /// </summary>
    [JsonPropertyOrder(10)]
    public DateTimeOffset? Time { get; init; }

    /// <summary>The tag given when the call, audio or gather was created; null when there was none.</summary>
    [JsonPropertyOrder(11)]
    public string? Tag { get; init; }

    /// <summary>
    /// The operation of ours that caused this event, when the carrier told it. The carrier's reader sets it, and takes
    /// what named it out of <see cref="Tag"/>; it is no part of the event's JSON.
    /// </summary>
    [JsonIgnore]
    public int? OperationId { get; init; }

    /// <summary>
    /// Fields this record has no property for, by their wire name, in the order they came; never null.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, JsonElement> Extra
    {
        get => ExtraFields ?? ExtraSet.None;
        init => ExtraFields = value.Count == 0 ? null : new(value);
    }

    [JsonInclude, JsonExtensionData]
    internal Dictionary<string, JsonElement>? ExtraFields { get; set; }

    /// <summary>
    /// The same for two deliveries of one event, different for two events. It contains the ids and states that make
    /// the event unique, not the ones a repetition may change; a hash of the body only where such a field is missing.
    /// Audio events are told apart by tag and operation.
    /// </summary>
    [JsonIgnore]
    public abstract string DedupeKey { get; }

    /// <summary>
    /// Whether its key tells two of the same kind apart by nothing but their time: the key is in doubt then where the
    /// carrier's clock is too coarse.
    /// </summary>
    [JsonIgnore]
    internal virtual bool IsKnownByTime => false;

    /// <summary>Compares all fields, unknown ones as they are written.</summary>
    public virtual bool Equals(CarrierEvent? other) =>
        other is not null && EqualityContract == other.EqualityContract
        && EventType == other.EventType && Time == other.Time && Tag == other.Tag && OperationId == other.OperationId
        && ExtraSet.Same(ExtraFields, other.ExtraFields);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(EventType, Time, Tag, OperationId);

    private protected string Key(params ReadOnlySpan<string?> parts)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[256]);
        text.AppendLiteral(EventType);
        foreach (var part in parts)
        {
            text.AppendLiteral("|");
            text.AppendLiteral(part ?? "");
        }

        return text.ToStringAndClear();
    }

    /// <summary>The event's time for a key, or a hash of the whole event where it has none.</summary>
    private protected string Moment() =>
        Time is { } time ? time.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture) : BodyHash();

    private protected string BodyHash() =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(EventJson.Write(this)).AsSpan(0, 16));
}
