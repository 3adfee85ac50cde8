using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>An event of one call.</summary>
public abstract record CallEvent : CarrierEvent
{
    private protected CallEvent(string eventType) : base(eventType)
    {
    }

    /// <summary>The call, 1 to 256 characters without spaces or control characters.</summary>
    [JsonPropertyOrder(-20)]
    public required string CallId { get; init; }

    /// <summary>
    /// The call's REST address as the carrier wrote it, normally absolute; null where the event has none.
    /// </summary>
    [JsonPropertyOrder(-19)]
    public Uri? CallUri { get; init; }
}

/// <summary>A call event that names the two ends of the call.</summary>
public abstract record CallPartyEvent : CallEvent
{
    private protected CallPartyEvent(string eventType) : base(eventType)
    {
    }

    /// <summary>
    /// The caller: E.164 with <c>+</c>, or a SIP address with or without its scheme; null when not sent.
    /// </summary>
    [JsonPropertyOrder(-18)]
    public string? From { get; init; }

    /// <summary>
    /// The callee: E.164 with <c>+</c>, or a SIP address with or without its scheme; null when not sent.
    /// </summary>
    [JsonPropertyOrder(-17)]
    public string? To { get; init; }

    /// <summary>
    /// The call's state as sent, for example <c>active</c> or <c>completed</c>. An incoming call says <c>active</c>
    /// even while it still rings.
    /// </summary>
    [JsonPropertyOrder(-16)]
    public string? CallState { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(CallId);
}
