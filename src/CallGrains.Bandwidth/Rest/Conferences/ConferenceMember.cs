namespace CallGrains.Bandwidth.Rest;

/// <summary>A call to take into a conference. Absent values take the carrier's defaults.</summary>
public sealed record CreateMember
{
    /// <summary>An active call, created with this conference's id.</summary>
    public required string CallId { get; init; }

    /// <summary>Whether a tone is heard when it joins.</summary>
    public bool? JoinTone { get; init; }

    /// <summary>Whether a tone is heard when it leaves.</summary>
    public bool? LeavingTone { get; init; }

    /// <summary>Whether it is silent.</summary>
    public bool? Mute { get; init; }

    /// <summary>Whether it hears nothing.</summary>
    public bool? Hold { get; init; }
}

/// <summary>A change to a member. Absent values stay.</summary>
public sealed record UpdateMember
{
    /// <summary><c>completed</c> takes it out, for good.</summary>
    public string? State { get; init; }

    /// <summary>Whether a tone is heard when it joins.</summary>
    public bool? JoinTone { get; init; }

    /// <summary>Whether a tone is heard when it leaves.</summary>
    public bool? LeavingTone { get; init; }

    /// <summary>Whether it is silent.</summary>
    public bool? Mute { get; init; }

    /// <summary>Whether it hears nothing.</summary>
    public bool? Hold { get; init; }
}

/// <summary>A member as the carrier sees it. What it leaves out is null.</summary>
public sealed record ConferenceMember
{
    /// <summary>The member's id, <c>member-…</c>.</summary>
    public string Id { get => field ?? ""; init; }

    /// <summary><c>active</c>, then <c>completed</c> for good.</summary>
    public string State { get => field ?? ""; init; }

    /// <summary>When it joined.</summary>
    public DateTimeOffset? AddedTime { get; init; }

    /// <summary>When it left.</summary>
    public DateTimeOffset? RemovedTime { get; init; }

    /// <summary>Whether it hears nothing.</summary>
    public bool Hold { get; init; }

    /// <summary>Whether it is silent.</summary>
    public bool Mute { get; init; }

    /// <summary>Whether a tone is heard when it joins.</summary>
    public bool JoinTone { get; init; }

    /// <summary>Whether a tone is heard when it leaves.</summary>
    public bool LeavingTone { get; init; }

    /// <summary>The URL of its call.</summary>
    public Uri? Call { get; init; }

    /// <summary>Its call's id; null when the carrier gave no URL.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? CallId => Call is null ? null : Paths.IdOf(Call.OriginalString);
}
