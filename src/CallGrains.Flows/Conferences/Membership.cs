namespace CallGrains.Flows;

/// <summary>
/// A call's place in a conference. It ends with the call, and when the conference ends, which hangs up the call. A
/// script that returns while its call is in one leaves it there: the call is hung up when it has left.
/// </summary>
/// <remarks>
/// For the script's own turn only. On replay nothing is sent. Commands do nothing once the call has left, and throw
/// <see cref="CallEndedException"/> once it is over.
/// </remarks>
public sealed class Membership
{
    private readonly CallContext _call;
    private readonly MembershipProjection _projection;

    internal Membership(CallContext call, MembershipProjection projection) => (_call, _projection) = (call, projection);

    /// <summary>Whether the call got in.</summary>
    public bool Joined => _projection.Seat is not null && _projection.Refusal is null;

    /// <summary>
    /// Why it did not: <c>locked</c>, <c>timeout</c> (nobody let it in in time), or the carrier's code
    /// (<c>conference-max-members</c>, …); null when it did.
    /// </summary>
    public string? Refusal => _projection.Refusal;

    /// <summary>The carrier's ids of the conference and the member; null when the call did not get in.</summary>
    public ConferenceSeat? Seat => _projection.Seat;

    /// <summary>Whether it cannot be heard, as of this point of the script.</summary>
    public bool IsMuted => _projection.IsMuted;

    /// <summary>Whether it hears nothing, as of this point of the script.</summary>
    public bool IsOnHold => _projection.IsOnHold;

    /// <summary>Whether it is in no more, as of this point of the script.</summary>
    public bool HasLeft => !_projection.IsIn || _call.HasEnded;

    /// <summary>Lets it not be heard.</summary>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(ChangeMemberCommand))]
    public Task MuteAsync() => ChangeAsync(seat => new ChangeMemberCommand(seat) { Mute = true });

    /// <summary>Lets it be heard again.</summary>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(ChangeMemberCommand))]
    public Task UnmuteAsync() => ChangeAsync(seat => new ChangeMemberCommand(seat) { Mute = false });

    /// <summary>Lets it hear nothing.</summary>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(ChangeMemberCommand))]
    public Task HoldAsync() => ChangeAsync(seat => new ChangeMemberCommand(seat) { Hold = true });

    /// <summary>Lets it hear again.</summary>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(ChangeMemberCommand))]
    public Task UnholdAsync() => ChangeAsync(seat => new ChangeMemberCommand(seat) { Hold = false });

    /// <summary>Leaves the conference; the call goes on with the script.</summary>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(ChangeMemberCommand))]
    public Task LeaveAsync() => ChangeAsync(seat => new ChangeMemberCommand(seat) { Leaves = true });

    /// <summary>Speaks to this member alone and waits until it has been said, or it has left.</summary>
    /// <param name="sentence">1 to 1000 characters.</param>
    /// <param name="voice">The voice; null for the carrier's default.</param>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(SpeakCommand))]
    public Task SpeakAsync(string sentence, Voice? voice = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(sentence);
        return SoundAsync(seat => new SpeakCommand(sentence) { Voice = voice, Seat = seat });
    }

    /// <summary>Plays a file to this member alone and waits for its end, or until it has left.</summary>
    /// <param name="fileUrl">Where the carrier fetches it.</param>
    /// <exception cref="CommandFailedException">The carrier refused.</exception>
    [NeedsCommand(typeof(PlayCommand))]
    public Task PlayAsync(Uri fileUrl)
    {
        ArgumentNullException.ThrowIfNull(fileUrl);
        return SoundAsync(seat => new PlayCommand(fileUrl) { Seat = seat });
    }

    /// <summary>
    /// Waits until it is in no more: it left, was taken out, or the call is over; at once when it never got in.
    /// </summary>
    public Task LeftAsync() => _call.LeftAsync(_projection);

    private Task ChangeAsync(Func<ConferenceSeat, ChangeMemberCommand> change) => HasLeft ? Task.CompletedTask : _call.ChangeAsync(change(_projection.Seat!));

    private Task SoundAsync(Func<ConferenceSeat, Command> sound) => HasLeft ? Task.CompletedTask : _call.SoundAsync(sound(_projection.Seat!), _projection);
}
