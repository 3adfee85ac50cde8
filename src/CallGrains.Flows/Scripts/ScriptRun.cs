namespace CallGrains.Flows;

/// <summary>Runs a <see cref="CallScript"/>: by replay of its inputs, each completing the waits it answers.</summary>
internal sealed class ScriptRun : FlowRun
{
    private readonly CallScript _script;
    private readonly FlowTurnContext _turn;
    private readonly List<Wait> _waits = [];
    private readonly List<Func<CallContext, Task>> _afterCall = [];
    private readonly Dictionary<string, bool> _patches = new(StringComparer.Ordinal);
    private readonly CallContext _call;
    private Task? _main;
    private int _ids;

    public ScriptRun(CallScript script, GrainAddress address)
        : base(address)
    {
        _script = script;
        _call = new CallContext(this);
        _turn = new FlowTurnContext(() => Escaping());
    }

    public SignalBox Signals { get; } = new();

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

    public void AfterCall(Func<CallContext, Task> work) => _afterCall.Add(work);

    public bool Patched(string patch)
    {
        EnsureTurn();
        if (!_patches.TryGetValue(patch, out var holds))
        {
            _patches[patch] = holds = DecidePatch(patch);
        }

        return holds;
    }

    public Guid NewGuid()
    {
        EnsureTurn();
        return DeterministicGuid.Create(Address, ++_ids);
    }

    /// <summary>The script may only act within its turn: elsewhere its decisions would have no place in the journal.</summary>
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
        _turn.Run(() => Progress(input));
        if (_main is { IsCompleted: true } && !Completed)
        {
            Finish();
        }
    }

    private void Progress(JournalEntry input)
    {
        if (input is SignalEntry signal)
        {
            Signals.Add(signal);
        }

        if (input is BeginEntry)
        {
            _main = MainAsync();
        }

        // A copy: a wait that completes runs the script on, which makes new waits; those see the next entry first.
        foreach (var wait in _waits.ToArray())
        {
            if (wait.TryComplete(input))
            {
                _waits.Remove(wait);
            }
        }
    }

    private async Task MainAsync()
    {
        var script = _script.StartAsync(_call);
        await Task.WhenAny(script);
        HangUpUnlessHandedOver();
        if (_afterCall.Count > 0)
        {
            await WaitAsync<bool>(_ => Facts.Main.Over ? new(true) : null);
            for (var i = 0; i < _afterCall.Count; i++)
            {
                await _afterCall[i](_call);
            }
        }

        await script;
    }

    private void Finish()
    {
        // A call that ended under the script is its normal end.
        var error = _main!.IsCanceled ? new TaskCanceledException(_main) : _main.Exception?.InnerException;
        Failure = error is CallEndedException ? null : error;
        Completed = true;
        _waits.Clear();
        CancelTimers();
    }
}
