namespace CallGrains.Flows;

/// <summary>
/// One wish of a call: to join, or to be placed for the conference. What is known of it may be learnt in any order.
/// </summary>
internal sealed class JoinProjection(string key)
{
    public string Key => key;

    /// <summary>Null until the call's own message has been read.</summary>
    public JoinMessage? Message { get; set; }

    /// <summary>The newest command that takes it in; 0 while there is none.</summary>
    public int Add { get; set; }

    /// <summary>What became of that command.</summary>
    public CommandOutcome? Outcome { get; set; }

    /// <summary>The conference that this command is for: the operation that made it.</summary>
    public int Session { get; set; }

    public bool IsSeated { get; set; }

    /// <summary>The last member of which the call was told that it has left.</summary>
    public string? ToldOut { get; set; }

    public bool IsRefused { get; set; }

    public bool IsWithdrawn { get; set; }

    /// <summary>The conference it was told to place its call for.</summary>
    public string? InvitedTo { get; set; }

    public bool IsInvitation => Message is { CallId.Length: 0 };

    /// <summary>Whether it has no answer yet.</summary>
    public bool IsOpen => Message is not null && !IsSeated && !IsRefused && !IsWithdrawn && InvitedTo is null && !(IsIn && Outcome!.ResourceId == ToldOut);

    /// <summary>
    /// Whether it is to be taken in: it never was asked for, or the conference that it was to join was over.
    /// </summary>
    public bool IsWaiting => IsOpen && (Add == 0 || Outcome is { Status: OutcomeStatus.Gone });

    /// <summary>Whether the carrier has taken it in, by its own answer.</summary>
    public bool IsIn => Outcome is { IsDone: true, ResourceId: not null };

    /// <summary>Why the carrier does not take it in; null while it may.</summary>
    public string? Refusal => IsOpen && Outcome is { Status: OutcomeStatus.Refused or OutcomeStatus.Unknown } o ? o.Error?.Code ?? "unknown" : null;
}
