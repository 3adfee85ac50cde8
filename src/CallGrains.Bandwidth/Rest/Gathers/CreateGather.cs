using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>Digits to collect. Absent values take the carrier's defaults.</summary>
public sealed record CreateGather
{
    /// <summary>Ends after this many digits, 1 to 30, the terminating one not counted.</summary>
    public int? MaxDigits { get; init; }

    /// <summary>
    /// The longest wait for each digit, the first one included: up to 30 s, 5 s by default; may have a fraction.
    /// </summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? InterDigitTimeout { get; init; }

    /// <summary>Digits that end it, <c>#</c> by default; never empty.</summary>
    public string? TerminatingDigits { get; init; }

    /// <summary>Whether no <c>dtmf</c> events are sent meanwhile; false by default.</summary>
    public bool? SuppressDtmf { get; init; }

    /// <summary>Free text, given back in the event.</summary>
    public string? Tag { get; init; }

    /// <summary>What is heard first; the first digit stops it.</summary>
    public AudioRequest? Prompt { get; init; }
}

/// <summary>The body of <c>POST /calls/{id}/gather/{id}</c>: the carrier allows <c>completed</c> only.</summary>
internal sealed record UpdateGather(string State);
