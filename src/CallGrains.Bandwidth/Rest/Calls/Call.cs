using System.Text.Json.Serialization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>A call as the carrier sees it. What it leaves out is null.</summary>
public sealed record Call
{
    /// <summary>The call's id, <c>c-…</c>.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public string Direction { get => field ?? ""; init; }

    /// <summary>The calling party.</summary>
    public string From { get => field ?? ""; init; }

    /// <summary>The called party.</summary>
    public string To { get => field ?? ""; init; }

    /// <summary>
    /// <c>started</c>, <c>active</c>, <c>transferring</c>, <c>completed</c>, <c>rejected</c> or <c>error</c>.
    /// </summary>
    public string State { get => field ?? ""; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset? ActiveTime { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>What is charged, usually in whole minutes.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? ChargeableDuration { get; init; }

    /// <summary>How long it rings.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? CallTimeout { get; init; }

    /// <summary>Where its events go.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary><c>POST</c> or <c>GET</c>, in either case.</summary>
    public string? CallbackHttpMethod { get; init; }

    /// <summary>How long the carrier waits for the answer to a callback.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? CallbackTimeout { get; init; }

    /// <summary>Where an event goes when <see cref="CallbackUrl"/> failed.</summary>
    public Uri? FallbackUrl { get; init; }

    /// <summary>The bridge it is in.</summary>
    public string? BridgeId { get; init; }

    /// <summary>The conference it was created for.</summary>
    public string? ConferenceId { get; init; }

    /// <summary>Whether it is being recorded.</summary>
    public bool RecordingEnabled { get; init; }

    /// <summary><c>wav</c> or <c>mp3</c>.</summary>
    public string? RecordingFileFormat { get; init; }

    /// <summary>The longest recording.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? RecordingMaxDuration { get; init; }

    /// <summary>Whether its recordings are transcribed.</summary>
    public bool TranscriptionEnabled { get; init; }

    /// <summary>Where it was transferred to.</summary>
    public string? TransferTo { get; init; }

    /// <summary>The number shown at the transfer.</summary>
    public string? TransferCallerId { get; init; }

    /// <summary>The tag it was created with.</summary>
    public string? Tag { get; init; }

    /// <summary>The SIP headers it was created with.</summary>
    public IReadOnlyDictionary<string, string>? SipHeaders { get; init; }
}

/// <summary>One line of the carrier's log of a call.</summary>
public sealed record CallLogLine
{
    /// <summary>The line's id, <c>ce-…</c>.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>For example <c>create</c>, <c>answer</c>, <c>playback</c>, <c>hangup</c> or <c>error</c>.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>
    /// For example <c>start</c> or <c>done</c> of a playback, or the cause of a hang-up; an object comes as its JSON
    /// text.
    /// </summary>
    public string? Data { get; init; }
}
