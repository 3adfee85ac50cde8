using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>A message as the carrier sees it. What it leaves out is null.</summary>
public sealed record Message
{
    /// <summary>The message's id, <c>m-…</c>.</summary>
    public string Id { get => field ?? MessageId ?? ""; init; }

    /// <summary>The same id under the name that some answers use alone.</summary>
    public string? MessageId { get; init; }

    /// <summary>Who sent it.</summary>
    public string From { get => field ?? ""; init; }

    /// <summary>Who got it.</summary>
    public string To { get => field ?? ""; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public string Direction { get => field ?? ""; init; }

    /// <summary><c>received</c>, <c>queued</c>, <c>sending</c>, <c>sent</c> or <c>error</c>.</summary>
    public string State { get => field ?? ""; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Its text; the carrier forgets it after 3 days, or when it is redacted.</summary>
    public string? Text { get; init; }

    /// <summary>The URLs of its files; empty for an SMS.</summary>
    [JsonConverter(typeof(UriListConverter))]
    public IReadOnlyList<Uri> Media { get => field ?? []; init; }

    /// <summary>How many segments it was sent in; 1 for an MMS, 0 for one of before 2019.</summary>
    public int? SegmentCount { get; init; }

    /// <summary><c>none</c>, <c>all</c> or <c>error</c>.</summary>
    public string? ReceiptRequested { get; init; }

    /// <summary><c>waiting</c>, <c>delivered</c> or <c>not-delivered</c>, when receipts were asked for.</summary>
    public string? DeliveryState { get; init; }

    /// <summary>A number as text: 0 for handed over, 100 to 999 for why not.</summary>
    public string? DeliveryCode { get; init; }

    /// <summary>What the code means.</summary>
    public string? DeliveryDescription { get; init; }

    /// <summary>Where its events go.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>How long the carrier waits for the answer to a callback.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? CallbackTimeout { get; init; }

    /// <summary>Where an event goes when <see cref="CallbackUrl"/> failed.</summary>
    public Uri? FallbackUrl { get; init; }

    /// <summary>The tag it was sent with.</summary>
    public string? Tag { get; init; }
}
