namespace CallGrains.Flows;

/// <summary>A member of a conference, as its flow sees it. Immutable.</summary>
/// <param name="MemberId">The carrier's member id.</param>
/// <param name="CallId">The carrier's call id.</param>
public sealed record Participant(string MemberId, string CallId)
{
    /// <summary>The grain of its call, for signals; null for a call that no flow of ours brought in.</summary>
    public FlowAddress? Call { get; init; }

    /// <summary>The other end of its call (E.164 or SIP); null where <see cref="Call"/> is.</summary>
    public string? Number { get; init; }

    /// <summary>Whether it joined as a moderator.</summary>
    public bool IsModerator { get; init; }

    /// <summary>Whether it cannot be heard.</summary>
    public bool IsMuted { get; init; }

    /// <summary>Whether it hears nothing.</summary>
    public bool IsOnHold { get; init; }
}

/// <summary>What an event said about a member.</summary>
internal enum MemberChange
{
    None,
    Joined,
    Changed,
    Left,
}
