namespace CallGrains.Flows;

/// <summary>Runs a <see cref="CallFlow{TState}"/>.</summary>
internal sealed class CallHandlerRun : HandlerRun
{
    private readonly ICallHandlers _handlers;
    private readonly HashSet<int> _transfers = [];
    private bool _ended;

    public CallHandlerRun(ICallHandlers handlers, GrainAddress address)
        : base(handlers, address, new CallKeeper(new CallFacts()))
    {
        _handlers = handlers;
        _handlers.Attach(new CallActions(this));
    }

    protected override bool IsThrough => _ended && !HasTimers;

    protected override void HandleOwn(JournalEntry input)
    {
        switch (input)
        {
            case BeginEntry { Direction: "out" }:
                _handlers.OnStart();
                break;
            case EventEntry { Leg: 0, Event: not (HangupEvent or TimeoutEvent or ErrorEvent) } e:
                _handlers.OnEvent(e.Event);
                break;
            case EventEntry { Event: MessageEvent delivery }:
                _handlers.OnDelivery(delivery);
                break;
            case EventEntry { Leg: not 0 } e when _transfers.Contains(e.Leg):
                HandleTransfer(Facts.Leg(e.Leg));
                break;
        }

        if (Facts.Main.Over && !_ended)
        {
            _handlers.OnEnded(Facts.Main.Cause ?? "UNKNOWN");
        }
    }

    protected override void Settle(JournalEntry input)
    {
        _ended |= Facts.Main.Over;
        if (input is EventEntry e && (Facts.Leg(e.Leg).Answered || Facts.Leg(e.Leg).Over))
        {
            _transfers.Remove(e.Leg);
        }
    }

    protected override void OnDecided(Decided decided)
    {
        base.OnDecided(decided);
        if (decided is CommandDecided { Command: TransferCommand })
        {
            _transfers.Add(decided.Id);
        }
    }

    private void HandleTransfer(LegFacts leg)
    {
        if (leg.Answered || leg.Over)
        {
            _handlers.OnTransfer(new TransferResult(leg.Answered, leg.Answered ? null : leg.Cause));
        }
    }
}
