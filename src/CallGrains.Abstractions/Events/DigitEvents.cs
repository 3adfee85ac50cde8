using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>One key was pressed. Such events may also come while a gather runs.</summary>
public sealed record DtmfEvent() : CallEvent(EventTypes.Dtmf)
{
    /// <summary>The key: one of 0-9, <c>*</c>, <c>#</c>, A-D.</summary>
    [JsonPropertyName("dtmfDigit")]
    public required string Digit { get; init; }

    /// <summary>
    /// How long the key was held, as the carrier wrote it; the unit is undocumented. Null when not sent.
    /// </summary>
    [JsonPropertyName("dtmfDuration")]
    public string? Duration { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(CallId, Digit, Moment());
}

/// <summary>A gather finished.</summary>
public sealed record GatherEvent() : CallEvent(EventTypes.Gather)
{
    /// <summary>The gather; null only in malformed but tolerated payloads.</summary>
    public string? GatherId { get; init; }

    /// <summary>The gather's state, always <c>completed</c> so far.</summary>
    public string? State { get; init; }

    /// <summary>Why it finished, one of <see cref="GatherReason"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>The digits without the terminating one; may be empty, null when not sent.</summary>
    public string? Digits { get; init; }

    /// <summary>The key that ended the gather; only sent in GET callbacks.</summary>
    public string? TerminatingDigit { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => string.IsNullOrEmpty(GatherId) ? Key(CallId, Moment()) : Key(GatherId);
}

/// <summary>Known values of <see cref="GatherEvent.Reason"/>; the set is open.</summary>
public static class GatherReason
{
    /// <summary>As many digits as asked for.</summary>
    public const string MaxDigits = "max-digits";

    /// <summary>A terminating digit was pressed.</summary>
    public const string TerminatingDigit = "terminating-digit";

    /// <summary>No further digit, or no first one, came in time.</summary>
    public const string InterDigitTimeout = "inter-digit-timeout";

    /// <summary>The caller hung up.</summary>
    public const string HungUp = "hung-up";

    /// <summary>We stopped the gather. Undocumented.</summary>
    public const string Cancelled = "cancelled";
}
