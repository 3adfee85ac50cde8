namespace CallGrains.Flows;

/// <summary>What became of a call's wish to join a conference.</summary>
/// <param name="Conference">The conference's grain.</param>
/// <param name="Seat">The carrier's ids of the conference and the member; null when the call did not get in.</param>
/// <param name="Refusal">Why it did not: <c>locked</c>, or the carrier's code (<c>conference-max-members</c>, …); null
/// when it did.</param>
public sealed record JoinResult(FlowAddress Conference, ConferenceSeat? Seat, string? Refusal)
{
    /// <summary>Whether the call is in.</summary>
    public bool Joined => Refusal is null;
}
