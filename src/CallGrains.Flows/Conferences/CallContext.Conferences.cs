namespace CallGrains.Flows;

public sealed partial class CallContext
{
    /// <summary>
    /// A conference that calls meet in by its name; it is made at the carrier when the first one joins. Nothing is
    /// sent.
    /// </summary>
    /// <param name="name">1 to 256 characters, without <c>/</c> and control characters.</param>
    /// <param name="flow">The conference's flow, when this call begins it; null for one that lets everybody in.</param>
    /// <param name="from">The number of ours that hosts it when it is made for this call; null for our number in this
    /// call.</param>
    public Room Conference(string name, string? flow = null, string? from = null)
    {
        _ = FlowAddress.Conference(name);
        return new Room(this, new ConferenceName(name, flow), from);
    }

    internal JoinMessage Message(int operation, string? from) =>
        new(Address.ToString(), operation, CallId ?? "", IsOutbound ? To : From, from ?? OwnNumber, _run.Projection.Carrier);

    internal async Task<Membership> JoinAsync(FlowAddress conference, TimeSpan? patience, Func<int, JoinMessage> message)
    {
        _run.EnsureTurn();
        var main = _run.Projection.Main;
        ThrowIfOver(main);
        var operation = _run.Decide(id => new CommandDecided(id, ConferenceProtocol.Ask(ConferenceProtocol.Join, conference.ToString(), message(id))));
        var projection = _run.Call.Membership(operation)!;
        int? timer = Limit(patience) is { } limit ? StartTimer(limit) : null;
        var isAnswered = await _run.WaitAsync<bool>(input => projection.IsAnswered ? new(true)
            : main.Over ? Answer<bool>.Failed(Ended(main))
            : input is TimerEntry fired && fired.Operation == timer ? new(false)
            : null);
        if (!isAnswered)
        {
            _run.Decide(id => new CommandDecided(id, ConferenceProtocol.TakeBack(projection.Conference, Address.ToString(), operation)));
        }
        else if (timer is { } running)
        {
            _run.Decide(id => new TimerCancelled(id, running));
        }

        return new Membership(this, projection);
    }

    internal Task LeftAsync(MembershipProjection projection)
    {
        _run.EnsureTurn();
        return _run.WaitAsync<bool>(_ => !projection.IsIn || _run.Projection.Main.Over ? new(true) : null);
    }

    internal Task ChangeAsync(ChangeMemberCommand command) => TakenAsync(Command(command), command);

    internal Task SoundAsync(Command command, MembershipProjection projection)
    {
        var operation = Command(command);
        var main = _run.Projection.Main;
        return _run.WaitAsync<bool>(input => input switch
        {
            EventEntry { Event: CallAudioEvent { IsDone: true } audio } when audio.OperationId == operation => new(true),
            OutcomeEntry { Outcome.Status: OutcomeStatus.Refused or OutcomeStatus.Unknown } o when o.Operation == operation =>
                Answer<bool>.Failed(new CommandFailedException(command, o.Outcome)),
            OutcomeEntry { Outcome.Status: OutcomeStatus.Gone } o when o.Operation == operation => new(true),
            _ => main.Over ? Answer<bool>.Failed(Ended(main)) : !projection.IsIn ? new(true) : null,
        });
    }
}
