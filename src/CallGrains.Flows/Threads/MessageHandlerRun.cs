namespace CallGrains.Flows;

/// <summary>Runs a <see cref="MessageFlow{TState}"/>.</summary>
internal sealed class MessageHandlerRun : HandlerRun
{
    private readonly IMessageHandlers _handlers;

    public MessageHandlerRun(IMessageHandlers handlers, FlowAddress address)
        : base(handlers, address, new ThreadPolicy(new ThreadProjection()))
    {
        _handlers = handlers;
        _handlers.Attach(new MessageActions(this));
    }

    public ThreadProjection Thread => (ThreadProjection)Projection;

    protected override bool IsThrough => false;

    protected override bool OutlivesFailure => true;

    protected override bool IsAtRest => !HasTimers && !AwaitsCalls;

    protected override void OnKept(JournalEntry input)
    {
        if (input is EventEntry { Leg: 0, Keyword.Kind: KeywordKind.Stop })
        {
            OnInput(input);
        }
    }

    protected override void HandleOwn(JournalEntry input)
    {
        switch (input)
        {
            case EventEntry { Leg: 0, Keyword.Kind: KeywordKind.Stop }:
                _handlers.OnStop();
                break;
            case SignalEntry { Name: SignalNames.Begin } begin:
                _handlers.OnBegin(begin.Value);
                break;
            case EventEntry { Leg: 0, Event: MessageEvent { IsInbound: true } text }:
                _handlers.OnMessage(text);
                break;
            case EventEntry { Event: MessageEvent { IsInbound: false } delivery }:
                _handlers.OnDelivery(delivery);
                break;
        }
    }
}
