using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>A change to a call. Absent values stay as they are; none at all is a request without effect.</summary>
public sealed record UpdateCall
{
    /// <summary><c>active</c> answers, <c>rejected</c> rejects, <c>completed</c> hangs up.</summary>
    public string? State { get; init; }

    /// <summary>Turns recording on or off.</summary>
    public bool? RecordingEnabled { get; init; }

    /// <summary>The longest recording, in whole seconds, rounded up. Refused (409) while a recording runs.</summary>
    [JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? RecordingMaxDuration { get; init; }

    /// <summary><c>wav</c> or <c>mp3</c>.</summary>
    public string? RecordingFileFormat { get; init; }
}

/// <summary>A transfer of an active call.</summary>
public sealed record TransferCall
{
    /// <summary>Always <c>transferring</c>.</summary>
    [JsonInclude]
    internal string State { get; } = "transferring";

    /// <summary>Who is called: E.164, or <c>sip:user@host</c>.</summary>
    public required string TransferTo { get; init; }

    /// <summary>
    /// The number shown: <c>private</c>, one of the account's, or the caller's of an inbound call; absent keeps the
    /// transferred party's.
    /// </summary>
    public string? TransferCallerId { get; init; }

    /// <summary>Where the new call's events go.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>What the called party hears before the two are connected.</summary>
    public AudioRequest? WhisperAudio { get; init; }

    /// <summary>The SIP Diversion header: <c>none</c> (default), <c>propagate</c> or <c>stack</c>.</summary>
    public string? DiversionTreatment { get; init; }

    /// <summary>Why it is diverted, with <c>stack</c> only; <c>unknown</c> by default.</summary>
    public string? DiversionReason { get; init; }
}

/// <summary>The body of <c>POST /calls/{id}/dtmf</c>.</summary>
internal sealed record SendDtmf(string DtmfOut);
