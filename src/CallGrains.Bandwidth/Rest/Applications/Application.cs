using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>What an application is made of. Absent values take the carrier's defaults, or stay.</summary>
public record ApplicationSettings
{
    /// <summary>Its name for people.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Where the events of inbound calls go.</summary>
    public Uri? IncomingCallUrl { get; init; }

    /// <summary>How long the carrier waits there: above 0 and up to 10 s, which is the default.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? IncomingCallUrlCallbackTimeout { get; init; }

    /// <summary>Where an event goes when <see cref="IncomingCallUrl"/> failed.</summary>
    public Uri? IncomingCallFallbackUrl { get; init; }

    /// <summary>Where the events of messages go.</summary>
    public Uri? IncomingMessageUrl { get; init; }

    /// <summary>How long the carrier waits there: above 0 and up to 10 s, which is the default.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? IncomingMessageUrlCallbackTimeout { get; init; }

    /// <summary>Where an event goes when <see cref="IncomingMessageUrl"/> failed.</summary>
    public Uri? IncomingMessageFallbackUrl { get; init; }

    /// <summary><c>POST</c> (default) or <c>GET</c>.</summary>
    public string? CallbackHttpMethod { get; init; }

    /// <summary>Whether calls are answered by the carrier; true by default.</summary>
    public bool? AutoAnswer { get; init; }
}

/// <summary>An application as the carrier sees it. What it leaves out is null.</summary>
public sealed record Application : ApplicationSettings
{
    /// <summary>The application's id, <c>a-…</c>.</summary>
    public string Id { get => field ?? ""; init; }
}
