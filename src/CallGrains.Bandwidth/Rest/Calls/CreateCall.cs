using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>A call to place. Absent values take the carrier's defaults.</summary>
public sealed record CreateCall
{
    /// <summary>One of the account's numbers, E.164.</summary>
    public required string From { get; init; }

    /// <summary>E.164, or <c>sip:user@host</c> (<c>sips:</c> is not supported).</summary>
    public required string To { get; init; }

    /// <summary>How long it rings: up to 300 s, 60 s by default; sent in whole seconds, rounded up.</summary>
    [JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? CallTimeout { get; init; }

    /// <summary>Where events go; without it there are none.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>How long the carrier waits for the answer to a callback: up to 10 s, which is the default.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? CallbackTimeout { get; init; }

    /// <summary><c>POST</c> (default) or <c>GET</c>, which switches the call to BXML.</summary>
    public string? CallbackHttpMethod { get; init; }

    /// <summary>Where an event goes once when <see cref="CallbackUrl"/> failed.</summary>
    public Uri? FallbackUrl { get; init; }

    /// <summary>The bridge that the call joins when answered.</summary>
    public string? BridgeId { get; init; }

    /// <summary>The conference that the call may become a member of.</summary>
    public string? ConferenceId { get; init; }

    /// <summary>Whether it is recorded from the answer on; false by default.</summary>
    public bool? RecordingEnabled { get; init; }

    /// <summary>The longest recording; 1 hour by default.</summary>
    [JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? RecordingMaxDuration { get; init; }

    /// <summary><c>wav</c> (default) or <c>mp3</c>.</summary>
    public string? RecordingFileFormat { get; init; }

    /// <summary>Whether every recording of the call is transcribed; false by default.</summary>
    public bool? TranscriptionEnabled { get; init; }

    /// <summary>Free text, given back in every event of the call.</summary>
    public string? Tag { get; init; }

    /// <summary>Up to 5 SIP headers; names begin with <c>X-</c>, names and values have up to 256 characters.</summary>
    public IReadOnlyDictionary<string, string>? SipHeaders { get; init; }
}
