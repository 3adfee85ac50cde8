using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>A short message came, or one of ours changed state.</summary>
public sealed record SmsEvent() : MessageEvent(EventTypes.Sms);

/// <summary>A message with media came, or one of ours changed state.</summary>
public sealed record MmsEvent() : MessageEvent(EventTypes.Mms)
{
    /// <summary>
    /// Addresses of the media in the order sent, normally with a <c>.smil</c> part among them; empty when none were
    /// sent.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<Uri> Media
    {
        get => MediaSent ?? [];
        init => MediaSent = value;
    }

    [JsonInclude, JsonPropertyName("media")]
    internal IReadOnlyList<Uri>? MediaSent { get; init; }

    /// <summary>Compares all fields, the media one by one.</summary>
    public bool Equals(MmsEvent? other) => base.Equals(other) && Media.SequenceEqual(other.Media);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}

/// <summary>Known values of <see cref="MessageEvent.Direction"/>; the set is open.</summary>
public static class MessageDirection
{
    /// <summary>To us.</summary>
    public const string In = "in";

    /// <summary>From us.</summary>
    public const string Out = "out";
}

/// <summary>Known values of <see cref="MessageEvent.State"/>; the set is open.</summary>
public static class MessageState
{
    /// <summary>An inbound message has come.</summary>
    public const string Received = "received";

    /// <summary>Waiting to be sent.</summary>
    public const string Queued = "queued";

    /// <summary>Being sent.</summary>
    public const string Sending = "sending";

    /// <summary>Sent; a receipt may follow.</summary>
    public const string Sent = "sent";

    /// <summary>Could not be sent.</summary>
    public const string Error = "error";
}

/// <summary>Known values of <see cref="MessageEvent.DeliveryState"/>; the set is open.</summary>
public static class DeliveryState
{
    /// <summary>The receipt is still to come.</summary>
    public const string Waiting = "waiting";

    /// <summary>Delivered.</summary>
    public const string Delivered = "delivered";

    /// <summary>Not delivered; the code says why.</summary>
    public const string NotDelivered = "not-delivered";
}
