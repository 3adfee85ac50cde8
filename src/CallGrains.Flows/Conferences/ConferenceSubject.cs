namespace CallGrains.Flows;

/// <summary>One conference by name: the first call that wants to join decides which flow it has; its number hosts it.</summary>
internal sealed class ConferenceSubject : Subject
{
    public override GrainFacts NewFacts() => new ConferenceFacts();

    public override Opening Open(Callback callback, IReadOnlyList<EventEntry> held, FlowRegistry flows) =>
        new(null, new Receipt(Verdict.Unclaimed, "no call has joined a conference of this name"));

    /// <exception cref="ArgumentException">The letter names a flow that is none for conferences.</exception>
    public override JournalEntry? Open(GrainAddress address, Signal signal, FlowRegistry flows)
    {
        if (signal.Name is not (ConferenceLetters.Join or ConferenceLetters.Invite))
        {
            return null;
        }

        var letter = ConferenceLetters.Read<JoinLetter>(signal.Value);
        var flow = flows.ForConference(letter.Flow)
            ?? throw new ArgumentException($"There is no conference flow '{letter.Flow}'; registered are: {flows.KnownNames}. Derive it from ConferenceFlow<TState>.");
        return new BeginEntry(flow.Name, flow.Version, "conference", letter.Own, address.Id) { Carrier = letter.Carrier };
    }

    /// <summary>A name has no end; one with nobody in it need not be in memory.</summary>
    public override GrainState StateOf(GrainFacts facts, Standing standing) =>
        facts is ConferenceFacts { IsIdle: true } && standing is { IsIdle: true, HasNews: false } ? GrainState.Ended : GrainState.Live;
}
