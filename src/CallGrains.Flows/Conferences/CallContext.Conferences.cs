namespace CallGrains.Flows;

public sealed partial class CallContext
{
    /// <summary>A conference that calls meet in by its name; it is made at the carrier when the first one joins. Nothing is sent.</summary>
    /// <param name="name">1 to 256 characters, without <c>/</c> and control characters.</param>
    /// <param name="flow">The conference's flow, when this call begins it; null for one that lets everybody in.</param>
    /// <param name="from">The number of ours that hosts it when it is made for this call; null for our number in this call.</param>
    public Room Conference(string name, string? flow = null, string? from = null)
    {
        _ = GrainAddress.Conference(name);
        return new Room(this, new ConferenceName(name, flow), from);
    }

    internal JoinLetter Letter(int operation, string? from) =>
        new(Address.ToString(), operation, CallId ?? "", IsOutbound ? To : From, from ?? OwnNumber, _run.Facts.Carrier);

    internal async Task<Membership> JoinAsync(GrainAddress conference, TimeSpan? patience, Func<int, JoinLetter> letter)
    {
        _run.EnsureTurn();
        var main = _run.Facts.Main;
        ThrowIfOver(main);
        var operation = _run.Decide(id => new CommandDecided(id, ConferenceLetters.Ask(ConferenceLetters.Join, conference.ToString(), letter(id))));
        var facts = _run.Call.Membership(operation)!;
        int? timer = Limit(patience) is { } limit ? StartTimer(limit) : null;
        var isAnswered = await _run.WaitAsync<bool>(input => facts.IsAnswered ? new(true)
            : main.Over ? Answer<bool>.Failed(Ended(main))
            : input is TimerEntry fired && fired.Operation == timer ? new(false)
            : null);
        if (!isAnswered)
        {
            _run.Decide(id => new CommandDecided(id, ConferenceLetters.TakeBack(facts.Conference, Address.ToString(), operation)));
        }
        else if (timer is { } running)
        {
            _run.Decide(id => new TimerCancelled(id, running));
        }

        return new Membership(this, facts);
    }

    internal Task LeftAsync(MembershipFacts facts)
    {
        _run.EnsureTurn();
        return _run.WaitAsync<bool>(_ => !facts.IsIn || _run.Facts.Main.Over ? new(true) : null);
    }

    internal Task ChangeAsync(ChangeMemberCommand command) => TakenAsync(Command(command), command);

    internal Task SoundAsync(Command command, MembershipFacts facts)
    {
        var operation = Command(command);
        var main = _run.Facts.Main;
        return _run.WaitAsync<bool>(input => input switch
        {
            EventEntry { Event: CallAudioEvent { IsDone: true } audio } when audio.OperationId == operation => new(true),
            OutcomeEntry { Outcome.Status: OutcomeStatus.Refused or OutcomeStatus.Unknown } o when o.Operation == operation =>
                Answer<bool>.Failed(new CommandFailedException(command, o.Outcome)),
            OutcomeEntry { Outcome.Status: OutcomeStatus.Gone } o when o.Operation == operation => new(true),
            _ => main.Over ? Answer<bool>.Failed(Ended(main)) : !facts.IsIn ? new(true) : null,
        });
    }
}
