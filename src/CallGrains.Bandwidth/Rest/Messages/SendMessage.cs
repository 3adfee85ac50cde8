using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>A message to send. Absent values take the carrier's defaults.</summary>
public sealed record SendMessage
{
    /// <summary>
    /// One of the account's numbers, E.164; toll-free ones may be refused (403 <c>message-from-toll-free</c>).
    /// </summary>
    public required string From { get; init; }

    /// <summary>Who gets it, E.164.</summary>
    public required string To { get; init; }

    /// <summary>Up to 2048 characters; sent, and charged, in segments of 160.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// The URLs of pictures and other files, of the account's media or elsewhere; they make it an MMS. Not together
    /// with <see cref="ReceiptRequested"/>.
    /// </summary>
    public IReadOnlyList<Uri>? Media { get; init; }

    /// <summary>Which delivery receipts are wanted: <c>none</c> (default), <c>all</c> or <c>error</c>.</summary>
    public string? ReceiptRequested { get; init; }

    /// <summary>Where events go; without it there are none.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>How long the carrier waits for the answer to a callback: up to 10 s, which is the default.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? CallbackTimeout { get; init; }

    /// <summary><c>POST</c> (default) or <c>GET</c>.</summary>
    public string? CallbackHttpMethod { get; init; }

    /// <summary>Where an event goes once when <see cref="CallbackUrl"/> failed.</summary>
    public Uri? FallbackUrl { get; init; }

    /// <summary>Free text, given back in the events of this message only.</summary>
    public string? Tag { get; init; }
}

/// <summary>The body of <c>PATCH /messages/{id}</c>: the carrier allows an empty text only.</summary>
internal sealed record RedactMessage(string Text);
