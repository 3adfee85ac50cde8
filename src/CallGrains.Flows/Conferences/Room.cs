namespace CallGrains.Flows;

/// <summary>A conference by its name, as a call's script reaches it.</summary>
/// <remarks>For the script's own turn only. On replay nothing is sent.</remarks>
public sealed class Room
{
    private readonly CallContext _call;
    private readonly string? _from;

    internal Room(CallContext call, ConferenceName name, string? from) => (_call, Conference, _from) = (call, name, from);

    /// <summary>Its name, and its flow.</summary>
    public ConferenceName Conference { get; }

    /// <summary>Its grain, for signals.</summary>
    public FlowAddress Address => FlowAddress.Conference(Conference.Name);

    /// <summary>
    /// Joins, and waits until the call is in, or may not be. However many join at once, they meet in one conference. A
    /// call that was placed by us joins only the conference it was placed for (<see cref="ScriptContext.StartCall"/>):
    /// the carrier takes no other.
    /// </summary>
    /// <param name="mute">Joins without being heard.</param>
    /// <param name="hold">Joins without hearing anything.</param>
    /// <param name="joinTone">The others hear a tone when it joins; false by default.</param>
    /// <param name="leavingTone">The others hear a tone when it leaves; false by default.</param>
    /// <param name="moderator">Joins as a moderator: see <see cref="ConferenceFlow{TState}"/>.</param>
    /// <param name="patience">The longest wait, for a moderator for example; null for as long as the call
    /// lasts.</param>
    /// <returns>The place in it: <see cref="Membership.Joined"/>, or <see cref="Membership.Refusal"/> says why
    /// not.</returns>
    /// <exception cref="CallEndedException">The call ended first; it is not taken in any more.</exception>
    [NeedsCommand(typeof(CreateConferenceCommand), typeof(AddMemberCommand))]
    public Task<Membership> JoinAsync(bool mute = false, bool hold = false, bool joinTone = false, bool leavingTone = false, bool moderator = false, TimeSpan? patience = null) =>
        _call.JoinAsync(Address, patience, id => _call.Message(id, _from) with
        {
            Flow = Conference.Flow,
            Mute = mute,
            Hold = hold,
            JoinTone = joinTone,
            LeavingTone = leavingTone,
            Moderator = moderator,
        });

    /// <summary>Sends the conference's flow a signal, durably and once.</summary>
    /// <inheritdoc cref="ScriptContext.SignalAsync"/>
    public Task<bool> SignalAsync(string name, object? value = null) => _call.SignalAsync(Address, name, value);
}
