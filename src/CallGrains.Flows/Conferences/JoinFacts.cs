namespace CallGrains.Flows;

/// <summary>One wish of a call: to join, or to be placed for the conference. What is known of it may be learnt in any order.</summary>
internal sealed class JoinFacts(string key)
{
    public string Key => key;

    /// <summary>Null until the call's own letter has been read.</summary>
    public JoinLetter? Letter { get; set; }

    /// <summary>The newest command that takes it in; 0 while there is none.</summary>
    public int Add { get; set; }

    /// <summary>What became of that command.</summary>
    public CommandOutcome? Outcome { get; set; }

    public bool IsSeated { get; set; }

    public bool IsRefused { get; set; }

    public bool IsWithdrawn { get; set; }

    /// <summary>The conference it was told to place its call for.</summary>
    public string? InvitedTo { get; set; }

    public bool IsInvitation => Letter is { CallId.Length: 0 };

    /// <summary>Whether it has no answer yet.</summary>
    public bool IsOpen => Letter is not null && !IsSeated && !IsRefused && !IsWithdrawn && InvitedTo is null;

    /// <summary>Whether it is to be taken in: it never was asked for, or the conference that it was to join was over.</summary>
    public bool IsWaiting => IsOpen && (Add == 0 || Outcome is { Status: OutcomeStatus.Gone });

    /// <summary>Why the carrier does not take it in; null while it may.</summary>
    public string? Refusal => IsOpen && Outcome is { Status: OutcomeStatus.Refused or OutcomeStatus.Unknown } o ? o.Error?.Code ?? "unknown" : null;
}
