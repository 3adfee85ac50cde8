using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>
/// Runs a flow of handlers: one handler for each new input, the state put back from the last decision.
/// </summary>
internal abstract class HandlerRun : FlowRun
{
    private readonly IHandlers _handlers;
    private readonly Dictionary<int, Command> _commands = [];
    private readonly Dictionary<int, string> _timerNames = [];
    private readonly StartedCalls _started = new();
    private byte[] _saved = [];
    private readonly FlowTurnContext _turn;
    private bool _failed;

    protected HandlerRun(IHandlers handlers, FlowAddress address, GrainPolicy policy)
        : base(address, policy)
    {
        _handlers = handlers;
        _turn = new FlowTurnContext(() => Escaping());
        _saved = _handlers.SaveState();
    }

    /// <summary>Starts a timer in place of the running one of the same name.</summary>
    public void StartTimer(string name, TimeSpan after)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (SignalNames.IsOwn(name))
        {
            throw new ArgumentException($"A timer cannot be named '{name}': names that begin with $ are the framework's own.", nameof(name));
        }

        if (after == Timeout.InfiniteTimeSpan || after > DateTimeOffset.MaxValue - Now)
        {
            throw new ArgumentOutOfRangeException(nameof(after), after, "A timer fires. To wait for as long as it takes, start none: the event or signal that ends the wait has its own handler.");
        }

        CancelTimer(name);
        Decide(id => new TimerDecided(id, Now + after) { Name = name });
    }

    public void CancelTimer(string name)
    {
        EnsureHandling();
        if (TimerNamed(name) is { } timer)
        {
            Decide(id => new TimerCancelled(id, timer));
        }
    }

    /// <summary>Sends another grain a signal.</summary>
    public void Signal(FlowAddress to, string name, object? value)
    {
        EnsureHandling();
        var command = Signals.Command(to, name, value);
        Decide(id => new CommandDecided(id, command));
    }

    /// <summary>Places a call with a flow of its own, and asks to be told how it ends.</summary>
    public FlowAddress StartCall(string flow, string to, string from, object? args, ConferenceName? conference = null, TimeSpan? ringTimeout = null, string? carrier = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(flow);
        ArgumentException.ThrowIfNullOrEmpty(to);
        EnsureHandling();
        var json = args is null ? (JsonElement?)null : JsonSerializer.SerializeToElement(args, JsonSerializerOptions.Web);
        var address = "";
        Decide(id => new CommandDecided(id, new StartCallCommand(address = FlowAddress.Call($"o-{DeterministicGuid.Create(Address, id):n}").ToString(), flow, from, to) { Args = json, Conference = conference, RingTimeout = ringTimeout, Carrier = carrier }));
        Watch(address);
        return FlowAddress.Parse(address);
    }

    /// <summary>Asks to be told how a call ends.</summary>
    public void Watch(string call)
    {
        EnsureHandling();
        Decide(id => new CommandDecided(id, CallWatch.Ask(call, Address, id)));
    }

    /// <summary>The name of a timer that runs; null when none of this number does.</summary>
    protected string? TimerName(int operation) => _timerNames.GetValueOrDefault(operation);

    /// <summary>The names of the framework's own timers that run.</summary>
    protected IEnumerable<string> OwnTimers => _timerNames.Values.Where(SignalNames.IsOwn);

    private int? TimerNamed(string name) => _timerNames.Where(t => t.Value == name).Select(t => (int?)t.Key).LastOrDefault();

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

        _failed = !OutlivesFailure && decisions is [.., { Failure: not null }];
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
        if (input is TimerEntry timer)
        {
            _timerNames.Remove(timer.Operation);
        }

        _started.Settle(input);
        Completed = _failed || IsThrough;
    }

    private void Handle(JournalEntry input)
    {
        try
        {
            _turn.Run(() => Dispatch(input));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fail(e);
            if (OutlivesFailure)
            {
                _handlers.RestoreState(JsonElement.Parse(_saved));
                return;
            }

            _failed = true;
            LetGo();
            CancelTimers();
        }
    }

    /// <summary>Whether nothing more can come.</summary>
    protected abstract bool IsThrough { get; }

    /// <summary>
    /// Whether the flow goes on with the next entry when a handler has failed; its state is then as it was before.
    /// </summary>
    protected virtual bool OutlivesFailure => false;

    /// <summary>Whether calls that it started are not over.</summary>
    protected bool AwaitsCalls => _started.Any;

    /// <summary>Whether timers run.</summary>
    protected bool HasTimers => _timerNames.Count > 0;

    /// <summary>Calls the handler of an entry that only this kind of grain has.</summary>
    protected abstract void HandleOwn(JournalEntry input);

    /// <summary>Notes an entry that was handled, now or before.</summary>
    protected virtual void Settle(JournalEntry input)
    {
    }

    private void Dispatch(JournalEntry input)
    {
        switch (input)
        {
            case OutcomeEntry o when _commands.TryGetValue(o.Operation, out var command):
                Tell(command, o.Outcome);
                break;
            case TimerEntry timer when TimerName(timer.Operation) is { } name && !SignalNames.IsOwn(name):
                _handlers.OnTimer(name);
                break;
            case SignalEntry signal when !SignalNames.IsOwn(signal.Name):
                _handlers.OnSignal(signal);
                break;
        }

        if (_started.EndedBy(input) is var (call, result))
        {
            _handlers.OnStartedCallEnded(call, result);
        }

        HandleOwn(input);
    }

    /// <summary>
    /// A call that was over is no failure; what the framework asked other grains is its own business.
    /// </summary>
    private void Tell(Command command, CommandOutcome outcome)
    {
        if (command is VerifyRecordingCommand || (command is SignalCommand { Name: var name } && SignalNames.IsOwn(name)))
        {
            return;
        }

        if (outcome.Status is OutcomeStatus.Done or OutcomeStatus.Gone)
        {
            _handlers.OnCommandDone(command, outcome);
        }
        else
        {
            _handlers.OnCommandFailed(command, outcome);
        }
    }

    protected override void OnDecided(Decided decided)
    {
        switch (decided)
        {
            case CommandDecided command:
                _commands[command.Id] = command.Command;
                _started.Note(command);
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
