using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>An outbound call was not answered within its callTimeout.</summary>
public sealed record TimeoutEvent() : CallPartyEvent(EventTypes.Timeout);

/// <summary>The call ended. A rejected call is this event too, with <see cref="IsRejected"/>.</summary>
public sealed record HangupEvent() : CallPartyEvent(EventTypes.Hangup)
{
    /// <summary>Why, one of <see cref="HangupCause"/>; any other text is an internal error of the carrier.</summary>
    public string? Cause { get; init; }

    /// <summary>Whether the call was rejected: the carrier has no event type of its own for that.</summary>
    [JsonIgnore]
    public bool IsRejected => Wire.Same(Cause, HangupCause.CallRejected);
}

/// <summary>The call failed inside the carrier. Undocumented; it carries no time and no cause.</summary>
public sealed record ErrorEvent() : CallPartyEvent(EventTypes.Error);

/// <summary>Known values of <see cref="HangupEvent.Cause"/>; the set is open.</summary>
public static class HangupCause
{
    /// <summary>The ordinary end.</summary>
    public const string NormalClearing = "NORMAL_CLEARING";

    /// <summary>The caller gave up before the answer.</summary>
    public const string OriginatorCancel = "ORIGINATOR_CANCEL";

    /// <summary>The callee was busy.</summary>
    public const string UserBusy = "USER_BUSY";

    /// <summary>The call was rejected.</summary>
    public const string CallRejected = "CALL_REJECTED";

    /// <summary>The number is not assigned.</summary>
    public const string UnallocatedNumber = "UNALLOCATED_NUMBER";

    /// <summary>Nobody answered.</summary>
    public const string NoAnswer = "NO_ANSWER";

    /// <summary>An international call without the product for it.</summary>
    public const string NormalTemporaryFailure = "NORMAL_TEMPORARY_FAILURE";
}
