using System.Text.Json.Serialization;

namespace CallGrains.Commands;

/// <summary>Acts on a conference of the carrier's; only a conference's own grain decides it.</summary>
public abstract record ConferenceCommand : Command;

/// <summary>Makes a conference; <c>conference</c> created follows on its own URL.</summary>
/// <param name="From">The number of ours that hosts it (E.164).</param>
public sealed record CreateConferenceCommand(string From) : Command
{
    /// <summary>
    /// Whether keys reach gathers and are reported; false (the default) makes them the members' controls: 0 mutes, *
    /// deafens, # leaves.
    /// </summary>
    public bool PassesDigits { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsLiveCall => false;
}

/// <summary>Takes a call into a conference; <c>conference-member</c> active follows.</summary>
/// <param name="CallId">The carrier's call id.</param>
/// <param name="Join">Who asked for it: the call's address and operation.</param>
public sealed record AddMemberCommand(string CallId, string Join) : ConferenceCommand
{
    /// <summary>Whether it cannot be heard.</summary>
    public bool Mute { get; init; }

    /// <summary>Whether it hears nothing, and cannot be heard.</summary>
    public bool Hold { get; init; }

    /// <summary>Whether the others hear a tone when it joins.</summary>
    public bool JoinTone { get; init; }

    /// <summary>Whether the others hear a tone when it leaves.</summary>
    public bool LeavingTone { get; init; }
}

/// <summary>
/// Mutes, holds or takes out one member; <c>conference-member</c> follows when something changes. A call decides it for
/// itself, a conference for any.
/// </summary>
public sealed record ChangeMemberCommand : Command
{
    /// <summary>Of this member.</summary>
    /// <param name="seat">Which member.</param>
    public ChangeMemberCommand(ConferenceSeat seat) => Seat = seat;

    /// <summary>Whether it cannot be heard; null leaves it as it is.</summary>
    public bool? Mute { get; init; }

    /// <summary>Whether it hears nothing; null leaves it as it is.</summary>
    public bool? Hold { get; init; }

    /// <summary>Whether it is taken out; its call goes on.</summary>
    public bool Leaves { get; init; }
}

/// <summary>Mutes or holds all members; no event follows.</summary>
public sealed record ChangeConferenceCommand : ConferenceCommand
{
    /// <summary>Whether nobody can be heard; null leaves it as it is.</summary>
    public bool? Mute { get; init; }

    /// <summary>Whether nobody hears anything; null leaves it as it is.</summary>
    public bool? Hold { get; init; }
}

/// <summary>
/// Speaks or plays to all members; <c>conference-speak</c> or <c>conference-playback</c> started and done follow.
/// </summary>
/// <param name="Prompt">What.</param>
public sealed record AnnounceCommand(Prompt Prompt) : ConferenceCommand
{
    /// <summary>Repeats until stopped; false by default.</summary>
    public bool Loop { get; init; }
}

/// <summary>Stops what is being spoken or played to all members.</summary>
/// <param name="IsFile">True stops a file, false a sentence.</param>
public sealed record StopAnnouncementCommand([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] bool IsFile) : ConferenceCommand;

/// <summary>
/// Ends a conference: <c>conference-member</c> completed for each member and <c>conference</c> completed follow, and
/// the members' calls are hung up.
/// </summary>
public sealed record EndConferenceCommand : ConferenceCommand
{
    /// <summary>The carrier's id of one that nobody is in; null for the conference itself.</summary>
    public string? Stray { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsLiveCall => Stray is null;
}

/// <summary>A member's place, in the carrier's ids.</summary>
/// <param name="ConferenceId">The conference (<c>conf-…</c>).</param>
/// <param name="MemberId">The member (<c>member-…</c>).</param>
public sealed record ConferenceSeat(string ConferenceId, string MemberId);
