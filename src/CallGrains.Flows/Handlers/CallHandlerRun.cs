namespace CallGrains.Flows;

/// <summary>Runs a <see cref="CallFlow{TState}"/>.</summary>
internal sealed partial class CallHandlerRun : HandlerRun
{
    private readonly ICallHandlers _handlers;
    private readonly HashSet<int> _transfers = [];
    private readonly HashSet<int> _legsOver = [];
    private readonly Dictionary<int, BridgeCommand> _bridges = [];
    private readonly Dictionary<int, int> _gathers = [];
    private readonly Dictionary<int, VerifyRecordingCommand> _recordings = [];
    private readonly Dictionary<string, TimeSpan?> _durations = [];
    private bool _ended;

    public CallHandlerRun(ICallHandlers handlers, FlowAddress address)
        : base(handlers, address, new CallPolicy(new CallProjection()))
    {
        _handlers = handlers;
        _handlers.Attach(new CallActions(this));
    }

    public CallProjection Call => (CallProjection)Projection;

    /// <summary>Decides a command for a leg; one that is over needs none.</summary>
    public void Send(Command command, string? tag, LegProjection leg)
    {
        EnsureHandling();
        if (!leg.IsLost)
        {
            Decide(id => new CommandDecided(id, command) { Leg = leg.Number, Tag = tag });
        }
    }

    /// <summary>Stops the gather that runs on a leg.</summary>
    public void StopGather(int leg)
    {
        EnsureHandling();
        if (_gathers.TryGetValue(leg, out var gather))
        {
            Send(new StopGatherCommand(gather), null, Projection.Leg(leg));
        }
    }

    protected override bool IsThrough => _ended && !HasTimers;

    protected override void HandleOwn(JournalEntry input)
    {
        switch (input)
        {
            case BeginEntry { Direction: "out" }:
                _handlers.OnStart();
                break;
            case EventEntry { Leg: 0, Event: RecordingEvent { IsComplete: true } recording }:
                // The carrier reports a recording before it gives the file out: the flow is told when it does.
                Decide(id => new CommandDecided(id, new VerifyRecordingCommand(recording.RecordingId) { RecordingUri = recording.RecordingUri }));
                break;
            case EventEntry { Leg: 0, Event: RecordingEvent failed }:
                _handlers.OnRecording(RecordResult.NotSaved(failed, Projection.Main.IsLost));
                break;
            case OutcomeEntry o when _recordings.TryGetValue(o.Operation, out var asked):
                _handlers.OnRecording(RecordResult.Of(asked, o.Outcome, Projection.Main.IsLost, _durations.GetValueOrDefault(asked.RecordingId)));
                break;
            case EventEntry { Leg: 0, Event: not (HangupEvent or TimeoutEvent or ErrorEvent) } e:
                _handlers.OnEvent(e.Event);
                break;
            case SignalEntry signal:
                HandleConference(signal);
                break;
            case OutcomeEntry { Outcome.IsDone: false } o when Call.Membership(o.Operation) is { } refused:
                _handlers.OnJoined(Result(refused));
                break;
            case EventEntry { Event: MessageEvent delivery }:
                _handlers.OnDelivery(delivery);
                break;
            case EventEntry { Leg: not 0 } e when _transfers.Contains(e.Leg):
                HandleTransfer(Projection.Leg(e.Leg));
                break;
            case EventEntry { Leg: not 0 } e when Projection.Leg(e.Leg).IsDialled:
                HandleLeg(new CallLeg(this, Projection.Leg(e.Leg)), e.Event);
                break;
            case OutcomeEntry { Outcome.Status: OutcomeStatus.Done or OutcomeStatus.Gone } o when _bridges.TryGetValue(o.Operation, out var bridge):
                _handlers.OnBridge(new CallLeg(this, Projection.Leg(bridge.Other)), o.Outcome.IsDone);
                break;
        }

        LimitRinging(input);
        foreach (var leg in Call.Dialled.Where(l => l.Over && !_legsOver.Contains(l.Number)).ToArray())
        {
            _handlers.OnLegEnded(new CallLeg(this, leg));
        }

        if (Projection.Main.Over && !_ended)
        {
            _handlers.OnEnded(Projection.Main.Cause ?? "UNKNOWN");
        }
    }

    protected override void Settle(JournalEntry input)
    {
        _ended |= Projection.Main.Over;
        if (input is EventEntry { Leg: 0, Event: RecordingEvent recording })
        {
            _durations[recording.RecordingId] = recording.Duration;
        }

        _legsOver.UnionWith(Call.Dialled.Where(l => l.Over).Select(l => l.Number));
        if (input is EventEntry e && (Projection.Leg(e.Leg).Answered || Projection.Leg(e.Leg).Over))
        {
            _transfers.Remove(e.Leg);
        }

        if (input is EventEntry { Event: GatherEvent { OperationId: { } gather } } ended && _gathers.GetValueOrDefault(ended.Leg) == gather)
        {
            _gathers.Remove(ended.Leg);
        }
    }

    protected override void OnDecided(Decided decided)
    {
        base.OnDecided(decided);
        switch (decided)
        {
            case CommandDecided { Command: TransferCommand }:
                _transfers.Add(decided.Id);
                break;
            case CommandDecided { Command: HangupCommand, Leg: not 0 } hangUp when _transfers.Contains(hangUp.Leg):
                _rungOut.Add(hangUp.Leg);
                break;
            case CommandDecided { Command: VerifyRecordingCommand verify }:
                _recordings[decided.Id] = verify;
                break;
            case CommandDecided { Command: BridgeCommand bridge }:
                _bridges[decided.Id] = bridge;
                break;
            case CommandDecided { Command: GatherCommand } gather:
                _gathers[gather.Leg] = gather.Id;
                break;
        }
    }

    private void HandleLeg(CallLeg leg, CarrierEvent e)
    {
        if (e is AnswerEvent)
        {
            _handlers.OnLegAnswered(leg);
        }
        else if (e is not (HangupEvent or TimeoutEvent or ErrorEvent))
        {
            _handlers.OnLegEvent(leg, e);
        }
    }

    private void HandleConference(SignalEntry signal)
    {
        if (ConferenceProtocol.IsMember(signal, out var operation, out var e) && Call.Membership(operation) is { } membership)
        {
            if (membership.JustJoined)
            {
                _handlers.OnJoined(Result(membership));
            }

            _handlers.OnEvent(e);
        }
        else if (ConferenceProtocol.IsRefusal(signal.Name, out operation) && Call.Membership(operation) is { } refused)
        {
            _handlers.OnJoined(Result(refused));
        }
    }

    private static JoinResult Result(MembershipProjection membership) => new(FlowAddress.Parse(membership.Conference), membership.Refusal is null ? membership.Seat : null, membership.Refusal);

    private void HandleTransfer(LegProjection leg)
    {
        if (leg.Answered || leg.Over)
        {
            _handlers.OnTransfer(new TransferResult(leg.Answered, leg.Answered ? null : _rungOut.Contains(leg.Number) ? HangupCause.NoAnswer : leg.Cause));
        }
    }
}
