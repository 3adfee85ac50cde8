namespace CallGrains.Flows;

/// <summary>Runs a <see cref="ConferenceFlow{TState}"/>.</summary>
internal sealed class ConferenceHandlerRun : HandlerRun
{
    private readonly IConferenceHandlers _handlers;

    public ConferenceHandlerRun(IConferenceHandlers handlers, FlowAddress address)
        : this(handlers, address, new ConferenceProjection())
    {
    }

    private ConferenceHandlerRun(IConferenceHandlers handlers, FlowAddress address, ConferenceProjection projection)
        : base(handlers, address, new ConferencePolicy(projection, handlers))
    {
        _handlers = handlers;
        _handlers.Attach(new ConferenceActions(this));
    }

    public ConferenceProjection Conference => (ConferenceProjection)Projection;

    protected override bool IsThrough => false;

    protected override bool OutlivesFailure => true;

    protected override void OnDecided(Decided decided)
    {
        base.OnDecided(decided);
        if (decided is LockDecided { IsLocked: var isLocked })
        {
            Conference.IsLocked = isLocked;
        }
    }

    protected override void HandleOwn(JournalEntry input)
    {
        switch (input)
        {
            case EventEntry { Event: ConferenceEvent e } entry when Projection.Leg(entry.Leg).CallId == e.ConferenceId:
                Handle(e);
                break;
            case EventEntry { Event: ConferenceMemberEvent } when Conference.News is { Member: { } member } news:
                _handlers.OnMember(news.Change, member);
                break;
            case EventEntry { Event: ConferenceSpeakEvent speak }:
                _handlers.OnSpeak(speak);
                break;
            case EventEntry { Event: ConferencePlaybackEvent playback }:
                _handlers.OnPlayback(playback);
                break;
        }
    }

    private void Handle(ConferenceEvent e)
    {
        if (!e.IsCompleted)
        {
            _handlers.OnCreated();
            return;
        }

        foreach (var member in Conference.News.Remaining)
        {
            _handlers.OnMember(MemberChange.Left, member);
        }

        _handlers.OnEnded();
    }
}
