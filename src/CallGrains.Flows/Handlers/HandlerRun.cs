using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>Runs a <see cref="CallFlow{TState}"/>: one handler for each new input, the state put back from the last decision.</summary>
internal sealed class HandlerRun : FlowRun
{
    private readonly IHandlers _handlers;
    private readonly Dictionary<int, Command> _commands = [];
    private readonly Dictionary<int, string> _timerNames = [];
    private readonly HashSet<int> _transfers = [];
    private byte[] _saved = [];
    private readonly FlowTurnContext _turn;
    private bool _ended;
    private bool _failed;

    public HandlerRun(IHandlers handlers, GrainAddress address)
        : base(address)
    {
        _handlers = handlers;
        _turn = new FlowTurnContext(() => Escaping());
        _handlers.Attach(new CallActions(this));
        _saved = _handlers.SaveState();
    }

    public int? TimerNamed(string name) => _timerNames.Where(t => t.Value == name).Select(t => (int?)t.Key).LastOrDefault();

    /// <summary>What is decided outside a handler would have no place in the journal.</summary>
    /// <exception cref="InvalidOperationException">No handler of this call runs on this thread.</exception>
    public void EnsureHandling()
    {
        if (!_turn.IsInTurn)
        {
            throw new InvalidOperationException($"{Address}: the call was commanded outside a handler (after an await, or from another thread); do it before the handler returns, or send the flow a signal.");
        }
    }

    public override bool HasEscaped => _turn.Escaped;

    protected override bool RunsAgain => false;

    protected override bool IsDeaf => _failed;

    protected override void RestoreState(IReadOnlyList<DecisionEntry> decisions)
    {
        if (decisions.LastOrDefault(d => d.State is not null)?.State is { } state)
        {
            _handlers.RestoreState(state);
            _saved = _handlers.SaveState();
        }

        _failed = decisions is [.., { Failure: not null }];
    }

    protected override JsonElement? TakeState()
    {
        var state = _handlers.SaveState();
        if (state.AsSpan().SequenceEqual(_saved))
        {
            return null;
        }

        _saved = state;
        return JsonElement.Parse(state);
    }

    /// <summary>What was reacted to before is only noted: handlers run once.</summary>
    protected override void OnInput(JournalEntry input)
    {
        if (!IsReplaying)
        {
            Handle(input);
        }

        Settle(input);
    }

    private void Handle(JournalEntry input)
    {
        try
        {
            _turn.Run(() => Dispatch(input));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Failure = e;
            _failed = true;
            HangUpUnlessHandedOver();
            CancelTimers();
        }
    }

    private void Dispatch(JournalEntry input)
    {
        switch (input)
        {
            case BeginEntry { Direction: "out" }:
                _handlers.OnStart();
                break;
            case EventEntry { Leg: 0, Event: not (HangupEvent or TimeoutEvent or ErrorEvent) } e:
                _handlers.OnEvent(e.Event);
                break;
            case EventEntry { Leg: not 0 } e when _transfers.Contains(e.Leg):
                HandleTransfer(Facts.Leg(e.Leg));
                break;
            case OutcomeEntry { Outcome.Status: OutcomeStatus.Refused or OutcomeStatus.Unknown } o when _commands.TryGetValue(o.Operation, out var command):
                _handlers.OnCommandFailed(command, o.Outcome);
                break;
            case TimerEntry timer when _timerNames.TryGetValue(timer.Operation, out var name):
                _handlers.OnTimer(name);
                break;
            case SignalEntry signal:
                _handlers.OnSignal(signal);
                break;
        }

        if (Facts.Main.Over && !_ended)
        {
            _handlers.OnEnded(Facts.Main.Cause ?? "UNKNOWN");
        }
    }

    private void HandleTransfer(LegFacts leg)
    {
        if (leg.Answered || leg.Over)
        {
            _handlers.OnTransfer(new TransferResult(leg.Answered, leg.Answered ? null : leg.Cause));
        }
    }

    private void Settle(JournalEntry input)
    {
        _ended |= Facts.Main.Over;
        if (input is EventEntry e && (Facts.Leg(e.Leg).Answered || Facts.Leg(e.Leg).Over))
        {
            _transfers.Remove(e.Leg);
        }

        if (input is TimerEntry timer)
        {
            _timerNames.Remove(timer.Operation);
        }

        Completed = _failed || (_ended && _timerNames.Count == 0);
    }

    protected override void OnDecided(Decided decided)
    {
        switch (decided)
        {
            case CommandDecided { Command: TransferCommand } transfer:
                _transfers.Add(transfer.Id);
                _commands[transfer.Id] = transfer.Command;
                break;
            case CommandDecided command:
                _commands[command.Id] = command.Command;
                break;
            case TimerDecided { Name: { } name }:
                _timerNames[decided.Id] = name;
                break;
            case TimerCancelled cancelled:
                _timerNames.Remove(cancelled.Timer);
                break;
        }
    }
}
