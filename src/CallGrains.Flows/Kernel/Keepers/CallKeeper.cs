namespace CallGrains.Flows;

/// <summary>Places an outbound call, ends legs with their call, tells those who watch it how it ended, and hangs up when its flow is through.</summary>
internal sealed class CallKeeper(CallFacts facts) : Keeper(facts)
{
    private readonly HashSet<int> _hungUp = [];
    private readonly List<SignalEntry> _watchers = [];
    private readonly List<SignalEntry> _untold = [];

    public override void Note(CommandDecided decided)
    {
        if (decided is { Command: HangupCommand, Leg: not 0 })
        {
            _hungUp.Add(decided.Leg);
        }
    }

    public override void See(JournalEntry input)
    {
        if (input is SignalEntry { IsWatch: true } watcher)
        {
            _watchers.Add(watcher);
        }

        if (facts.Main.Over)
        {
            _untold.AddRange(_watchers);
            _watchers.Clear();
        }
    }

    public override void Act(FlowRun run, JournalEntry input)
    {
        if (input is BeginEntry { Direction: "out" } begin)
        {
            run.Decide(id => new CommandDecided(id, new CreateCallCommand(begin.From, begin.To)));
        }

        if (!facts.Main.Over)
        {
            return;
        }

        HangUpLegs(run);
        foreach (var watcher in _untold)
        {
            run.Decide(id => new CommandDecided(id, CallWatch.Tell(watcher, facts.Main)));
        }
    }

    public override bool Shows(JournalEntry input)
    {
        // What was told was told, by this activation or by an earlier one.
        _untold.Clear();
        return input is not SignalEntry { IsWatch: true };
    }

    /// <summary>A call that nobody holds any more is hung up, and its legs: nobody would ever end them.</summary>
    public override void LetGo(FlowRun run)
    {
        HangUpLegs(run);
        if (facts.Begun && !facts.Main.IsLost && facts.TransferredTo is null)
        {
            run.Decide(id => new CommandDecided(id, new HangupCommand()));
        }
    }

    /// <summary>A leg that is being dialled still is hung up once the carrier has made it.</summary>
    private void HangUpLegs(FlowRun run)
    {
        foreach (var leg in facts.Dialled.Where(l => !l.IsLost && _hungUp.Add(l.Number)).ToArray())
        {
            run.Decide(id => new CommandDecided(id, new HangupCommand()) { Leg = leg.Number });
        }
    }
}
