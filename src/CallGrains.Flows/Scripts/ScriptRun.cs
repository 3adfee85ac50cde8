namespace CallGrains.Flows;

/// <summary>Runs a script: by replay of its inputs, each completing the waits it answers.</summary>
internal abstract class ScriptRun : FlowRun
{
    private readonly FlowTurnContext _turn;
    private readonly List<Wait> _waits = [];
    private Dictionary<string, bool>? _patches;
    private int _ids;

    protected ScriptRun(FlowAddress address, GrainPolicy policy)
        : base(address, policy) => _turn = new FlowTurnContext(() => Escaping());

    public SignalBox Signals { get; } = new();

    /// <summary>How many sagas are being undone.</summary>
    public int Undoing { get; set; }

    public override bool HasEscaped => _turn.Escaped;

    /// <summary>Makes a wait that each coming entry is shown to, until it is answered.</summary>
    public Task<T> WaitAsync<T>(Func<JournalEntry?, Answer<T>?> answer)
    {
        var wait = new Wait<T>(answer);
        if (!wait.TryComplete(null))
        {
            _waits.Add(wait);
        }

        return wait.Task;
    }

    public bool Patched(string patch)
    {
        EnsureTurn();
        _patches ??= new(StringComparer.Ordinal);
        if (!_patches.TryGetValue(patch, out var holds))
        {
            _patches[patch] = holds = DecidePatch(patch);
        }

        return holds;
    }

    public Guid NewGuid()
    {
        EnsureTurn();
        return DeterministicGuid.Create(Address, ++_ids, Epoch);
    }

    /// <summary>
    /// The script may only act within its turn: elsewhere its decisions would have no place in the journal.
    /// </summary>
    /// <exception cref="NonDeterminismException">It went on outside.</exception>
    public void EnsureTurn()
    {
        if (!_turn.IsInTurn)
        {
            throw NonDeterminismException.Escaped(Address);
        }
    }

    protected override void OnInput(JournalEntry input)
    {
        _turn.Run((Run: this, Input: input), static turn => turn.Run.Progress(turn.Input));
        Settle();
    }

    /// <summary>An entry came: whatever begins with it, begins.</summary>
    protected abstract void Begin(JournalEntry input);

    /// <summary>The turn is over: whatever has ended with it, has ended.</summary>
    protected abstract void Settle();

    /// <summary>
    /// What ended a script: its exception, but for a call that ended under it, or a STOP, which are its normal ends.
    /// </summary>
    protected static Exception? ErrorOf(Task script)
    {
        var error = script.IsCanceled ? new TaskCanceledException(script) : script.Exception?.InnerException;
        return error is CallEndedException or TextsStoppedException ? null : error;
    }

    /// <summary>
    /// Starts author's code; what it throws before its first await, and no task at all, are failures like any other.
    /// </summary>
    protected static Task Started(Func<Task> code)
    {
        try
        {
            return code() ?? Task.FromException(new InvalidOperationException("The flow returned null instead of a task; return Task.CompletedTask, or make the method async."));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Task.FromException(e);
        }
    }

    /// <summary>Runs more of the script in this turn.</summary>
    protected void RunTurn(Action more) => _turn.Run(more);

    /// <summary>Ends all waits with an exception, in a turn of their own.</summary>
    protected void FailWaits(Exception error)
    {
        var waits = _waits.ToArray();
        _waits.Clear();
        RunTurn(() => Array.ForEach(waits, wait => wait.Fail(error)));
    }

    /// <summary>Begins anew when that is how the author's code has ended.</summary>
    protected bool TryBeginAnew(Task script, IEnumerable<JournalEntry> left)
    {
        if (script.Exception?.InnerException is not ContinueAsNewException end)
        {
            return false;
        }

        DropWaits();
        BeginAnew(end.State, left.Concat(Signals.All));
        return true;
    }

    /// <summary>Nothing waits any more.</summary>
    protected void DropWaits()
    {
        _waits.Clear();
        CancelTimers();
    }

    private void Progress(JournalEntry input)
    {
        if (input is SignalEntry signal)
        {
            Signals.Add(signal);
        }

        Begin(input);

        // A copy: a wait that completes runs the script on, which makes new waits; those see the next entry first.
        if (_waits.Count == 0)
        {
            return;
        }

        foreach (var wait in _waits.ToArray())
        {
            if (wait.TryComplete(input))
            {
                _waits.Remove(wait);
            }
        }
    }
}
