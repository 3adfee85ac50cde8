namespace CallGrains.Flows.Runtime;

/// <summary>What is known of a call and its legs.</summary>
internal sealed class CallProjection : GrainProjection
{
    /// <summary>The leg that a transfer connected the caller to; null while there is none.</summary>
    public LegProjection? TransferredTo => Legs.Find(static l => l is { IsTransfer: true, Answered: true });

    /// <summary>Legs that were dialled, in the order in which they were.</summary>
    public IEnumerable<LegProjection> Dialled => Legs.Where(l => l.IsDialled).OrderBy(l => l.Number);

    /// <summary>Whether any leg was.</summary>
    public bool HasDialled => Legs.Exists(static l => l.IsDialled);

    /// <summary>The leg that the call is bridged to; null while there is none.</summary>
    public LegProjection? BridgedTo => BridgeOf(0) is { } bridge ? Legs.FirstOrDefault(l => l.Number != 0 && BridgeOf(l.Number) == bridge) : null;

    // Which bridge a leg is in: the operation that made it.
    private Dictionary<int, int>? _bridges;

    private static readonly SortedDictionary<int, MembershipProjection> NoMemberships = [];

    // Few calls are in a conference.
    private SortedDictionary<int, MembershipProjection>? _joined;
    private int _invitation;
    private string? _invitedTo;

    private SortedDictionary<int, MembershipProjection> Joined => _joined ?? NoMemberships;

    /// <summary>The conferences that it asked to join, in their order.</summary>
    public IEnumerable<MembershipProjection> Memberships => Joined.Values;

    /// <summary>The conference that the call is in; null while it is in none.</summary>
    public MembershipProjection? InConference => Joined.Values.LastOrDefault(m => m.IsIn);

    /// <summary>
    /// The conference that it was placed for: its operation that asked for it, and the carrier's id; null before that
    /// is known.
    /// </summary>
    public (int Operation, string? ConferenceId) Invitation => (_invitation, _invitedTo);

    /// <summary>Whether it has asked to join a conference, or was placed for one.</summary>
    public bool KnowsConferences => Joined.Count > 0 || _invitation > 0;

    public MembershipProjection? Membership(int operation) => Joined.GetValueOrDefault(operation);

    /// <summary>
    /// Whoever the caller was put through to has gone: then the caller has, too, as a rule, and the event may be lost.
    /// </summary>
    public override bool IsSuspect => !Main.Over && Legs.Exists(static l => l is { IsTransfer: true, Answered: true, Over: true });

    public override bool HasLiveLegs => Legs.Exists(static l => (l.IsDialled || l.IsTransfer) && !l.Over);

    public override void Begin(BeginEntry begin, FlowAddress address)
    {
        base.Begin(begin, address);
        Main.CallId ??= Direction == "in" && begin.Flow.Length > 0 ? address.Id : null;
    }

    public override void Apply(CarrierEvent e, int leg, DateTimeOffset at)
    {
        if (e is CallEvent call)
        {
            Leg(leg).Apply(call, at);
        }
        else if (e is UnknownEvent { CallId: { } id } && MadeLeg(leg) is { } made)
        {
            // A carrier may tell of a leg before it rings. Where the answer to its request is lost, nothing else names
            // it.
            made.CallId ??= id;
        }
    }

    public override void Apply(SignalEntry signal)
    {
        if (ConferenceProtocol.IsMember(signal, out var operation, out var e))
        {
            Membership(operation)?.Apply(e);
        }
        else if (ConferenceProtocol.IsRefusal(signal.Name, out operation))
        {
            var code = ConferenceProtocol.Read<string>(signal.Value);
            Membership(operation)?.Refuse(code);
            NotPlaced(operation, code, signal.At);
        }
        else if (ConferenceProtocol.IsInvitation(signal.Name, out operation) && operation == _invitation)
        {
            _invitedTo = ConferenceProtocol.Read<string>(signal.Value);
        }
    }

    public override void Note(CommandDecided decided)
    {
        base.Note(decided);
        switch (decided.Command)
        {
            case SignalCommand { Name: ConferenceProtocol.Join } join:
                (_joined ??= [])[decided.Id] = new MembershipProjection(decided.Id, join.To);
                break;
            case SignalCommand { Name: ConferenceProtocol.Invite }:
                _invitation = decided.Id;
                break;
            case SignalCommand { Name: ConferenceProtocol.Withdraw } back:
                Membership(ConferenceProtocol.Read<WithdrawMessage>(back.Value).Operation)?.Refuse("timeout");
                break;
        }

        if (CreatedLeg(decided) is { } number)
        {
            Leg(number).Created = decided;
            Leg(number).Machines = (decided.Command as CreateCallCommand)?.Machines;
            Leg(number).IsTransfer = decided.Command is TransferCommand;
            Leg(number).IsDialled = decided.Command is CreateCallCommand && number != 0;
        }
    }

    public override void Apply(CommandDecided decided, CommandOutcome outcome, DateTimeOffset at)
    {
        base.Apply(decided, outcome, at);
        switch (decided.Command)
        {
            case BridgeCommand bridge when outcome.IsDone:
                Bridge(decided.Id, decided.Leg, bridge.CallId is null ? bridge.Other : null);
                break;
            case UnbridgeCommand unbridge when outcome.IsDone || outcome.Status == OutcomeStatus.Gone:
                TakeApart(unbridge.Bridge);
                break;
            case ChangeMemberCommand { Leaves: true } change when outcome.IsDone || outcome.Status == OutcomeStatus.Gone:
                MembershipAt(change.Seat)?.Leave();
                break;
            case SignalCommand { Name: ConferenceProtocol.Join or ConferenceProtocol.Invite } when !outcome.IsDone:
                var code = outcome.Error?.Code ?? "unknown";
                Membership(decided.Id)?.Refuse(code);
                NotPlaced(decided.Id, code, at);
                break;
        }
    }

    private LegProjection? MadeLeg(int number) => Legs.Find(l => l.Number == number && (l.IsDialled || l.IsTransfer));

    private MembershipProjection? MembershipAt(ConferenceSeat? seat) => Joined.Values.LastOrDefault(m => m.Seat == seat);

    /// <summary>The operation that made the bridge that a leg is in, or is left alone in; null for none.</summary>
    public int? BridgeOf(int leg) => _bridges is not null && _bridges.TryGetValue(leg, out var bridge) ? bridge : null;

    /// <summary>Who is bridged leaves the bridge of before, and so leaves its other end alone.</summary>
    private void Bridge(int operation, int leg, int? other)
    {
        _bridges ??= [];
        foreach (var member in new[] { leg, other ?? leg })
        {
            if (BridgeOf(member) is { } before)
            {
                TakeApart(before);
            }
        }

        _bridges[leg] = _bridges[other ?? leg] = operation;
    }

    private void TakeApart(int bridge)
    {
        foreach (var leg in (_bridges ?? []).Where(b => b.Value == bridge).Select(b => b.Key).ToArray())
        {
            _bridges!.Remove(leg);
        }
    }

    /// <summary>A call that was to be placed for a conference, and cannot be.</summary>
    private void NotPlaced(int operation, string code, DateTimeOffset at)
    {
        if (operation == _invitation)
        {
            Main.End(code, at);
        }
    }
}
