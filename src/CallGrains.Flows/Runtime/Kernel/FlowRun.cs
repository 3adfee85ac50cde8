using System.Text.Json;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Step 5 of a callback's way: one flow instance reacting to journalled entries. Each kind of flow class has its own
/// run. Deterministic: the same entries give the same decisions. Used by one turn at a time.
/// </summary>
internal abstract partial class FlowRun(FlowAddress address, GrainPolicy policy)
{
    private const int LongestStatus = 100, LongestResult = 8000;
    private readonly List<CommandDecided> _commands = [];
    // The host looks a step up while the next turn runs; most calls have none, or one.
    private readonly List<(int Id, StepWork Work)> _steps = [];
    private List<Decided> _decided = [];
    private readonly List<int> _timers = [];
    private Queue<Decided> _replayed = new();
    private NonDeterminismException? _broken;
    private Exception? _untold;
    private string? _status;
    private JsonElement? _result;
    private int _lastId;

    public FlowAddress Address { get; } = address;

    public GrainProjection Projection => policy.Projection;

    /// <summary>The version of <see cref="FlowRules"/> that the grain began with.</summary>
    public int Rules { get; private set; }

    /// <summary>The snapshot that the run began from; zero for none.</summary>
    protected long Epoch { get; private set; }

    /// <summary>The time of the entry being reacted to.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>The entry being reacted to, or reacted to last.</summary>
    public JournalEntry? LastInput { get; private set; }

    /// <summary>The turn is over: nobody asks for its entry any more, and an event is large.</summary>
    public void ForgetInput() => LastInput = null;

    /// <summary>What was decided last, now or before; for messages only.</summary>
    public Decided? LastDecided { get; private set; }

    /// <summary>Whether the entry being reacted to was reacted to before, by an earlier activation.</summary>
    public bool IsReplaying { get; private set; }

    /// <summary>What is found out of whoever answers a call of this flow that we place; null for nothing.</summary>
    public MachineDetection? Machines { get; set; }

    /// <summary>Whether the flow has nothing more to do.</summary>
    public bool Completed { get; protected set; }

    /// <summary>The exception that ended the flow.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Called when the flow goes on outside its turn; from any thread.</summary>
    public Action Escaping { get; set; } = static () => { };

    /// <summary>
    /// Shown what the journal has and what is decided now, pair by pair, while a past is replayed; null for nobody.
    /// </summary>
    public Action<Decided, Decided>? Compares { get; set; }

    /// <summary>Whether the flow went on outside its turn; its next turn fails with that.</summary>
    public virtual bool HasEscaped => false;

    /// <summary>Brings a new instance to where the journal says it stood.</summary>
    /// <exception cref="NonDeterminismException">The code decides something else than the journal says was
    /// decided.</exception>
    public void Restore(IReadOnlyList<JournalEntry> inputs, IReadOnlyList<DecisionEntry> decisions)
    {
        IsReplaying = true;
        RestoreDecided(decisions.SelectMany(d => d.Items));
        RestoreState(decisions);
        foreach (var input in inputs)
        {
            React(input);
        }

        if (_replayed.TryPeek(out var missing))
        {
            Break(NonDeterminismException.Missing(Address, missing));
        }

        // What is replayed was journalled with the failures of its turns.
        IsReplaying = false;
        (_untold, _status, _result) = (null, null, null);
        _decided = [];
    }

    /// <summary>Reacts to new entries, in order.</summary>
    /// <exception cref="NonDeterminismException">The flow went on outside its turn.</exception>
    public TurnResult Feed(IReadOnlyList<JournalEntry> inputs)
    {
        EnsureInTurn();
        var last = 0;
        for (; last < inputs.Count; last++)
        {
            React(inputs[last]);
            if (_begun is not null)
            {
                break;
            }
        }

        var (decided, status, result) = (_decided, _status, _result);
        (_decided, _status, _result) = ([], null, null);
        if (_begun is { } anew)
        {
            _begun = anew with { Left = [.. anew.Left, .. inputs.Skip(last + 1)] };
        }

        return new TurnResult(decided, inputs[Math.Min(last, inputs.Count - 1)].Sequence) { Anew = _begun, State = TakeState(), Status = status, Result = result, Completed = Completed, Failure = TellFailure(), AtRest = IsAtRest };
    }

    /// <summary>Whether steps run whose results have not come.</summary>
    public bool HasSteps
    {
        get
        {
            lock (_steps)
            {
                return _steps.Count > 0;
            }
        }
    }

    /// <summary>The code of a step that was decided; null when it is not this run's.</summary>
    public StepWork? StepOf(int id)
    {
        lock (_steps)
        {
            return _steps.Find(s => s.Id == id).Work;
        }
    }

    /// <summary>Decides something; on replay, it must be what was decided then.</summary>
    /// <returns>The number of what was decided.</returns>
    public int Decide(Func<int, Decided> make)
    {
        var decided = make(++_lastId);
        if (IsReplaying)
        {
            Match(decided);
        }
        else
        {
            _decided.Add(decided);
        }

        Note(decided);
        return decided.Id;
    }

    /// <summary>Says for everybody to see how the flow stands; it is journalled with its turn.</summary>
    /// <exception cref="ArgumentException">It is empty, or too long.</exception>
    public void SetStatus(string status)
    {
        ArgumentException.ThrowIfNullOrEmpty(status);
        _status = status.Length <= LongestStatus ? status
            : throw new ArgumentException($"A status is a few words; this one has {status.Length} characters, {LongestStatus} are allowed. Put more into the result.", nameof(status));
    }

    /// <summary>Says for everybody to see what the flow has come to; it is journalled with its turn.</summary>
    /// <exception cref="ArgumentException">It is too long.</exception>
    public void SetResult(object? result)
    {
        var json = JsonSerializer.SerializeToElement(result, JsonSerializerOptions.Web);
        _result = json.GetRawText().Length is var length && length <= LongestResult ? json
            : throw new ArgumentException($"A result has up to {LongestResult} characters of JSON, this one has {length}; store it elsewhere in a step, and set what finds it.", nameof(result));
    }

    public int DecideStep(string name, TimeSpan timeout, Func<CancellationToken, Task<JsonElement?>> step)
    {
        var id = Decide(id => new StepDecided(id, name));
        lock (_steps)
        {
            _steps.Add((id, new StepWork(name, timeout, step)));
        }

        return id;
    }

    /// <summary>
    /// Whether something is decided at this point: always on new ground, on replay only where it was decided. What the
    /// framework itself came to decide later is guarded by it.
    /// </summary>
    public bool Decides(Func<Decided, bool> isIt) => !IsReplaying || (_replayed.TryPeek(out var next) && isIt(next));

    /// <summary>
    /// Whether the change named <paramref name="patch"/> holds here: always for new ground, on replay only where it was
    /// decided.
    /// </summary>
    protected bool DecidePatch(string patch)
    {
        if (!Decides(d => d is PatchDecided p && p.Patch == patch))
        {
            return false;
        }

        Decide(id => new PatchDecided(id, patch));
        return true;
    }

    /// <summary>
    /// Whether <see cref="Restore"/> compares; a run that only puts its state back decides nothing again.
    /// </summary>
    public bool ComparesOnRestore => RunsAgain;

    /// <summary>
    /// Whether a new instance runs over its whole past, deciding everything again; else its state is put back.
    /// </summary>
    protected virtual bool RunsAgain => true;

    /// <summary>Whether it waits for nothing, and its state is all that it remembers.</summary>
    protected virtual bool IsAtRest => false;

    /// <summary>Whether entries no longer concern the flow.</summary>
    protected virtual bool IsDeaf => Completed;

    /// <summary>Puts back what the last decision left; scripts rebuild it by running again.</summary>
    protected virtual void RestoreState(IReadOnlyList<DecisionEntry> decisions)
    {
    }

    /// <summary>Something was decided, now or before.</summary>
    protected virtual void OnDecided(Decided decided)
    {
    }

    /// <summary>The state to journal after this turn; null when there is none, or it did not change.</summary>
    protected virtual JsonElement? TakeState() => null;

    /// <summary>Reacts to one entry, the projection being up to date.</summary>
    protected abstract void OnInput(JournalEntry input);

    /// <summary>An entry came that the framework keeps from the flow.</summary>
    protected virtual void OnKept(JournalEntry input)
    {
    }

    /// <summary>The flow is through, or has failed: the framework ends what only the flow would have ended.</summary>
    protected void LetGo() => policy.LetGo(this);

    /// <summary>
    /// The flow has failed; it is told with the turn in which it happened, with what else failed in it.
    /// </summary>
    protected void Fail(Exception error)
    {
        Failure = error;
        Report(error);
    }

    /// <summary>A failure that does not end the flow; it is told with the turn in which it happened.</summary>
    public void Report(Exception error)
    {
        _untold = _untold is null ? error : new AggregateException(_untold, error);
    }

    /// <summary>A flow that is through wants none of its timers.</summary>
    protected void CancelTimers()
    {
        foreach (var timer in _timers.Order().ToArray())
        {
            Decide(id => new TimerCancelled(id, timer));
        }
    }

    private void Note(Decided decided)
    {
        LastDecided = decided;
        switch (decided)
        {
            case CommandDecided command:
                _commands.Add(command);
                Projection.Note(command);
                policy.Note(command);
                break;
            case TimerDecided timer:
                _timers.Add(timer.Id);
                break;
            case TimerCancelled cancelled:
                _timers.Remove(cancelled.Timer);
                break;
        }

        OnDecided(decided);
    }

    private void RestoreDecided(IEnumerable<Decided> items)
    {
        if (RunsAgain)
        {
            _replayed = new Queue<Decided>(items);
            return;
        }

        foreach (var item in items)
        {
            Note(item);
            _lastId = Math.Max(_lastId, item.Id);
        }
    }

    /// <summary>A failure is told once, with the turn in which it happened.</summary>
    private string? TellFailure()
    {
        var failure = _untold?.ToString();
        _untold = null;
        return failure;
    }

    private void EnsureInTurn()
    {
        if (HasEscaped)
        {
            throw NonDeterminismException.Escaped(Address);
        }
    }

    private void React(JournalEntry input)
    {
        (Now, LastInput) = (input.At, input);
        switch (input)
        {
            case BeginEntry begin:
                Projection.Begin(begin, Address);
                Rules = begin.Rules;
                break;
            case SnapshotEntry snapshot:
                Projection.Begin(snapshot.Begin, Address);
                Rules = snapshot.Begin.Rules;
                (_lastId, Epoch) = (Math.Max(_lastId, snapshot.LastOperation), snapshot.Sequence);
                TakeOver(snapshot.Continuation);
                break;
            case EventEntry e:
                Projection.Hear(e);
                Projection.Apply(e.Event, e.Leg, e.At);
                break;
            case OutcomeEntry o when CommandOf(o.Operation) is { } command:
                Projection.Apply(command, o.Outcome, o.At);
                break;
            case SignalEntry signal:
                Projection.Apply(signal);
                break;
            case TimerEntry timer:
                _timers.Remove(timer.Operation);
                break;
            case StepEntry step:
                RemoveStep(step.Operation);
                break;
        }

        policy.See(input);
        if (RunsAgain || !IsReplaying)
        {
            policy.Act(this, input);
        }

        var shows = policy.Shows(input);
        if (!IsDeaf)
        {
            Show(input, shows);
        }

        EnsureInTurn();
        if (_broken is not null)
        {
            throw _broken;
        }

        if (input is SnapshotEntry { Continuation: { } kept })
        {
            ReactToKept(kept, input);
        }
    }

    private CommandDecided? CommandOf(int operation) => _commands.Find(c => c.Id == operation);

    private void RemoveStep(int operation)
    {
        lock (_steps)
        {
            if (_steps.RemoveAll(s => s.Id == operation) > 0 && _steps.Count == 0)
            {
                _steps.Capacity = 0;
            }
        }
    }

    private void Show(JournalEntry input, bool shows)
    {
        if (shows)
        {
            OnInput(input);
        }
        else
        {
            OnKept(input);
        }
    }

    private void Match(Decided decided)
    {
        if (!_replayed.TryDequeue(out var journalled))
        {
            Break(NonDeterminismException.Extra(Address, decided));
        }
        else if (journalled.Signature != decided.Signature || journalled.Id != decided.Id)
        {
            Break(NonDeterminismException.Different(Address, decided, journalled));
        }
        else
        {
            Compares?.Invoke(journalled, decided);
        }
    }

    /// <summary>Kept as well as thrown: a script that catches everything must not swallow it.</summary>
    private void Break(NonDeterminismException e)
    {
        _broken ??= e;
        throw _broken;
    }
}

/// <summary>A step's code and how long it may take.</summary>
internal sealed record StepWork(string Name, TimeSpan Timeout, Func<CancellationToken, Task<JsonElement?>> RunAsync);

/// <summary>A flow begins anew.</summary>
/// <param name="Args">What it begins with.</param>
/// <param name="Left">Entries that its run of before has not taken, in their order.</param>
internal sealed record Anew(JsonElement? Args, IReadOnlyList<JournalEntry> Left);

/// <summary>What a turn decided.</summary>
/// <param name="Items">Commands, steps, timers and patches, in order.</param>
/// <param name="Through">The last entry reacted to.</param>
internal readonly record struct TurnResult(IReadOnlyList<Decided> Items, long Through)
{
    public JsonElement? State { get; init; }

    public string? Status { get; init; }

    public JsonElement? Result { get; init; }

    public bool Completed { get; init; }

    public string? Failure { get; init; }

    public bool AtRest { get; init; }

    /// <summary>How the flow begins anew after this turn; null when it goes on.</summary>
    public Anew? Anew { get; init; }
}
