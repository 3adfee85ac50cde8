namespace CallGrains.Flows;

/// <summary>
/// One conference by name: the first call that wants to join decides which flow it has; its number hosts it.
/// </summary>
internal sealed class ConferenceSubject : Subject
{
    public override GrainProjection NewProjection() => new ConferenceProjection();

    public override Opening Open(Callback callback, IReadOnlyList<EventEntry> held, FlowRegistry flows) =>
        new(null, new Receipt(Disposition.Unclaimed, "no call has joined a conference of this name"));

    /// <exception cref="ArgumentException">The message names a flow that is none for conferences.</exception>
    public override JournalEntry? Open(FlowAddress address, Signal signal, FlowRegistry flows)
    {
        if (ParkProtocol.Is(address))
        {
            return signal.Name == ParkProtocol.Park ? new BeginEntry(ParkingSlot.Name, 1, "conference", "", address.Id) : null;
        }

        if (signal.Name is not (ConferenceProtocol.Join or ConferenceProtocol.Invite))
        {
            return null;
        }

        var message = ConferenceProtocol.Read<JoinMessage>(signal.Value);
        var flow = flows.ForConference(message.Flow)
            ?? throw new ArgumentException($"There is no conference flow '{message.Flow}'; registered are: {flows.KnownNames}. Derive it from ConferenceFlow<TState>.");
        return new BeginEntry(flow.Name, flow.Version, "conference", message.Own, address.Id) { Carrier = message.Carrier };
    }

    /// <summary>A name has no end; one with nobody in it need not be in memory.</summary>
    public override GrainState StateOf(GrainProjection projection, Standing standing) =>
        projection is ConferenceProjection { IsIdle: true } && standing is { IsIdle: true, HasNews: false } ? GrainState.Ended : GrainState.Live;
}
