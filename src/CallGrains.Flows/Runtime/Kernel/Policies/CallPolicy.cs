namespace CallGrains.Flows.Runtime;

/// <summary>
/// Places an outbound call, ends legs with their call, tells those who watch it how it ended, and hangs up when its
/// flow is through.
/// </summary>
internal sealed class CallPolicy(CallProjection projection) : GrainPolicy(projection)
{
    // Most calls dial nobody, and are in no conference.
    private HashSet<int>? _hungUp;
    private HashSet<int>? _takenBack;
    private bool _isPlaced;
    private ConferenceName? _conference;
    private TimeSpan? _ringTimeout;
    private readonly List<SignalEntry> _watchers = [];
    private readonly List<SignalEntry> _untold = [];

    public override void Note(CommandDecided decided)
    {
        switch (decided)
        {
            case { Command: HangupCommand, Leg: not 0 }:
                (_hungUp ??= []).Add(decided.Leg);
                break;
            case { Command: CreateCallCommand, Leg: 0 }:
                _isPlaced = true;
                break;
            case { Command: SignalCommand { Name: ConferenceProtocol.Withdraw } back }:
                (_takenBack ??= []).Add(ConferenceProtocol.Read<WithdrawMessage>(back.Value).Operation);
                break;
        }
    }

    public override void LetGoLegs(FlowRun run) => HangUpLegs(run);

    public override void See(JournalEntry input)
    {
        _isPlaced |= input is SnapshotEntry { Begin.Direction: "out" };
        (_conference, _ringTimeout) = input is BeginEntry begin ? (begin.Conference, begin.RingTimeout) : (_conference, _ringTimeout);
        if (input is SignalEntry { IsWatch: true } watcher)
        {
            _watchers.Add(watcher);
        }

        if (projection.Main.Over)
        {
            _untold.AddRange(_watchers);
            _watchers.Clear();
        }
    }

    public override void Act(FlowRun run, JournalEntry input)
    {
        if (input is BeginEntry { Direction: "out" } begin)
        {
            Place(run, begin);
        }

        PlaceForConference(run);

        if (!projection.Main.Over)
        {
            return;
        }

        HangUpLegs(run);
        TakeBack(run);
        foreach (var watcher in _untold)
        {
            run.Decide(id => new CommandDecided(id, CallWatch.Tell(watcher, projection.Main)));
        }
    }

    public override bool Shows(JournalEntry input)
    {
        // What was told was told, by this activation or by an earlier one.
        _untold.Clear();
        return input is not (SignalEntry { IsWatch: true } or EventEntry { Event: CallAudioEvent { OperationId: < 0 } });
    }

    /// <summary>A call that nobody holds any more is hung up, and its legs: nobody would ever end them.</summary>
    public override void LetGo(FlowRun run)
    {
        HangUpLegs(run);
        if (projection.Begun && !projection.Main.IsLost && projection.TransferredTo is null)
        {
            run.Decide(id => new CommandDecided(id, new HangupCommand()));
        }
    }

    /// <summary>
    /// The carrier must know when a call is made which conference it may join, so one must be there first.
    /// </summary>
    private static void Place(FlowRun run, BeginEntry begin)
    {
        if (begin.Conference is not { } conference)
        {
            run.Decide(id => new CommandDecided(id, new CreateCallCommand(begin.From, begin.To) { CallTimeout = begin.RingTimeout, Machines = run.Machines }));
            return;
        }

        var message = new JoinMessage(run.Address.ToString(), 0, "", begin.To, begin.From, begin.Carrier) { Flow = conference.Flow };
        run.Decide(id => new CommandDecided(id, ConferenceProtocol.Ask(ConferenceProtocol.Invite, FlowAddress.Conference(conference.Name).ToString(), message with { Operation = id })));
    }

    private void PlaceForConference(FlowRun run)
    {
        if (!_isPlaced && !projection.Main.Over && projection.Invitation.ConferenceId is { } conference)
        {
            Place(run, conference);
        }
    }

    private void Place(FlowRun run, string conference) =>
        run.Decide(id => new CommandDecided(id, new CreateCallCommand(projection.From, projection.To) { ConferenceId = conference, CallTimeout = _ringTimeout, Machines = run.Machines }));

    /// <summary>A call that is over waits for no conference, and no conference for it.</summary>
    private void TakeBack(FlowRun run)
    {
        if (!projection.KnowsConferences)
        {
            return;
        }

        var waiting = projection.Memberships.Where(m => !m.IsAnswered).Select(m => (m.Operation, m.Conference));
        var invited = _conference is { } c && projection.Invitation.Operation > 0 ? [(projection.Invitation.Operation, FlowAddress.Conference(c.Name).ToString())] : Array.Empty<(int, string)>();
        foreach (var (operation, conference) in waiting.Concat(invited).Where(w => (_takenBack ??= []).Add(w.Item1)).ToArray())
        {
            run.Decide(id => new CommandDecided(id, ConferenceProtocol.TakeBack(conference, run.Address.ToString(), operation)));
        }
    }

    /// <summary>A leg that is being dialled still is hung up once the carrier has made it.</summary>
    private void HangUpLegs(FlowRun run)
    {
        if (!projection.HasDialled)
        {
            return;
        }

        foreach (var leg in projection.Dialled.Where(l => !l.IsLost && (_hungUp ??= []).Add(l.Number)).ToArray())
        {
            run.Decide(id => new CommandDecided(id, new HangupCommand()) { Leg = leg.Number });
        }
    }
}
