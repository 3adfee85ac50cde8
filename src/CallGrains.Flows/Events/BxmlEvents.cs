using System.Text.Json.Serialization;

namespace CallGrains.Flows;

/// <summary>BXML only: the leg that a Transfer verb dialled has ended. From and to are that leg's.</summary>
public sealed record TransferCompleteEvent() : CallPartyEvent(EventTypes.TransferComplete)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(CallId, Moment());
}

/// <summary>
/// BXML only: a Redirect verb ran. It carries no time, so a second redirect of one call looks like a repetition.
/// </summary>
public sealed record RedirectEvent() : CallPartyEvent(EventTypes.Redirect)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(CallId, Moment());
}
