namespace CallGrains.Flows;

/// <summary>What a call knows of its being in a conference.</summary>
internal sealed class MembershipProjection(int operation, string conference)
{
    /// <summary>The call's operation that asked to join.</summary>
    public int Operation => operation;

    /// <summary>The conference's address.</summary>
    public string Conference => conference;

    public ConferenceSeat? Seat { get; private set; }

    public bool IsMuted { get; private set; }

    public bool IsOnHold { get; private set; }

    public bool HasLeft { get; private set; }

    /// <summary>Why it may not join; null while that is not known.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Whether the newest news was that it is in.</summary>
    public bool JustJoined { get; private set; }

    public bool IsAnswered => Seat is not null || Refusal is not null;

    public bool IsIn => Seat is not null && !HasLeft && Refusal is null;

    public void Apply(ConferenceMemberEvent e)
    {
        JustJoined = Seat is null && !e.HasLeft && Refusal is null;
        Seat ??= new ConferenceSeat(e.ConferenceId, e.MemberId);
        (IsMuted, IsOnHold) = (e.Mute ?? IsMuted, e.Hold ?? IsOnHold);
        HasLeft |= e.HasLeft;
    }

    public void Refuse(string code)
    {
        if (!IsAnswered)
        {
            Refusal = code;
        }
    }

    public void Leave() => HasLeft = true;
}
