using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>
/// A text message came, or one of ours changed state. All events of a message carry the same id and time.
/// </summary>
public abstract record MessageEvent : CarrierEvent
{
    private protected MessageEvent(string eventType) : base(eventType)
    {
    }

    /// <summary>The message, the same through all its states.</summary>
    [JsonPropertyOrder(-20)]
    public required string MessageId { get; init; }

    /// <summary>The message's REST address; null when not sent.</summary>
    [JsonPropertyOrder(-19)]
    public Uri? MessageUri { get; init; }

    /// <summary>One of <see cref="MessageDirection"/>.</summary>
    [JsonPropertyOrder(-18)]
    public string? Direction { get; init; }

    /// <summary>The sender: E.164 with <c>+</c>, or a short code.</summary>
    [JsonPropertyOrder(-17)]
    public required string From { get; init; }

    /// <summary>The receiver: E.164 with <c>+</c>, or a short code.</summary>
    [JsonPropertyOrder(-16)]
    public required string To { get; init; }

    /// <summary>What was written; null when not sent.</summary>
    public string? Text { get; init; }

    /// <summary>The application whose number received it; null on most outbound events.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>One of <see cref="MessageState"/>.</summary>
    public string? State { get; init; }

    /// <summary>One of <see cref="Events.DeliveryState"/>, on receipts only.</summary>
    public string? DeliveryState { get; init; }

    /// <summary>
    /// The receipt's code: digits, for example <c>0</c> delivered to the carrier, <c>775</c> opted out. On receipts
    /// only.
    /// </summary>
    public string? DeliveryCode { get; init; }

    /// <summary>The code in words, on receipts only.</summary>
    public string? DeliveryDescription { get; init; }

    /// <summary>SMS segments the text takes; null when not sent.</summary>
    public int? SegmentCount { get; init; }

    /// <summary>Whether the message came to us.</summary>
    [JsonIgnore]
    public bool IsInbound => Wire.Same(Direction, MessageDirection.In);

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(MessageId, Wire.Lower(State), Wire.Lower(DeliveryState));

    /// <summary>
    /// How far the message has come: 1 queued, 2 sending, 3 sent, 4 waiting for its receipt,
    /// <see cref="FinalRank"/> nothing can follow; 0 when the state is unknown. An event below the highest rank seen
    /// is late, except rank 0, which says nothing about order.
    /// </summary>
    [JsonIgnore]
    public int DeliveryRank => Math.Max(RankOf(State), RankOf(DeliveryState));

    /// <summary>
    /// The <see cref="DeliveryRank"/> after which nothing follows: received, delivered, not delivered, error.
    /// </summary>
    public const int FinalRank = 5;

    private static int RankOf(string? state) => Wire.Lower(state) switch
    {
        MessageState.Queued => 1,
        MessageState.Sending => 2,
        MessageState.Sent => 3,
        Events.DeliveryState.Waiting => 4,
        MessageState.Received or MessageState.Error => FinalRank,
        Events.DeliveryState.Delivered or Events.DeliveryState.NotDelivered => FinalRank,
        _ => 0,
    };
}
