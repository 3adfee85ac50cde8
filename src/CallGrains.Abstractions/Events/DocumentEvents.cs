using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>The leg that a transfer within a call's document dialled has ended. From and to are that leg's.</summary>
public sealed record TransferCompleteEvent() : CallPartyEvent(EventTypes.TransferComplete)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(CallId, Moment());
}

/// <summary>
/// A call went on with another document. It carries no time, so a second redirect of one call looks like a repetition.
/// </summary>
public sealed record RedirectEvent() : CallPartyEvent(EventTypes.Redirect)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string DedupeKey => Key(CallId, Moment());
}
