using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>A conference to make. Absent values take the carrier's defaults.</summary>
public sealed record CreateConference
{
    /// <summary>The account's number that hosts it, E.164.</summary>
    public required string From { get; init; }

    /// <summary>Where events go; without it there are none.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>How long the carrier waits for the answer to a callback: up to 10 s, which is the default.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? CallbackTimeout { get; init; }

    /// <summary><c>POST</c> (default) or <c>GET</c>.</summary>
    public string? CallbackHttpMethod { get; init; }

    /// <summary>Where an event goes once when <see cref="CallbackUrl"/> failed.</summary>
    public Uri? FallbackUrl { get; init; }

    /// <summary>
    /// <c>interpret_digits</c> (default): keys are volume and mute controls; or <c>passthru_digits</c>: keys reach
    /// gathers and are reported.
    /// </summary>
    public string? Profile { get; init; }

    /// <summary>Free text, given back in the conference's events.</summary>
    public string? Tag { get; init; }
}

/// <summary>A change to a conference. Absent values stay.</summary>
public sealed record UpdateConference
{
    /// <summary><c>completed</c> ends it, for good.</summary>
    public string? State { get; init; }

    /// <summary>Whether all members hear nothing.</summary>
    public bool? Hold { get; init; }

    /// <summary>Whether all members are silent.</summary>
    public bool? Mute { get; init; }

    /// <summary>Where events go from now on.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>How long the carrier waits for the answer to a callback: up to 10 s.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? CallbackTimeout { get; init; }

    /// <summary><c>POST</c> or <c>GET</c>.</summary>
    public string? CallbackHttpMethod { get; init; }

    /// <summary>Where an event goes once when <see cref="CallbackUrl"/> failed.</summary>
    public Uri? FallbackUrl { get; init; }

    /// <summary>Free text, given back in the conference's events.</summary>
    public string? Tag { get; init; }
}
