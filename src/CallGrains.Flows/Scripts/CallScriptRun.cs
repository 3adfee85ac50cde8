namespace CallGrains.Flows;

/// <summary>Runs a <see cref="CallScript"/>: once, from the call's beginning to what comes after its end.</summary>
internal sealed class CallScriptRun : ScriptRun
{
    private readonly CallScript _script;
    private readonly List<Func<CallContext, Task>> _afterCall = [];
    private readonly CallContext _call;
    private Task? _main;

    public CallScriptRun(CallScript script, FlowAddress address)
        : base(address, new CallPolicy(new CallProjection()))
    {
        _script = script;
        _call = new CallContext(this);
    }

    public CallProjection Call => (CallProjection)Projection;

    /// <summary>The author's code that runs, or ran last.</summary>
    public Task? Code { get; private set; }

    public void AfterCall(Func<CallContext, Task> work) => _afterCall.Add(work);

    protected override void Begin(JournalEntry input)
    {
        if (input is BeginEntry or SnapshotEntry)
        {
            _main = MainAsync();
        }
    }

    protected override void Settle()
    {
        if (_main is { IsCompleted: true } && !Completed && !BeginsAnew)
        {
            if (ErrorOf(_main) is { } error)
            {
                Fail(error);
            }

            Completed = true;
            DropWaits();
        }
    }

    private bool IsSafe => Rules >= FlowRules.CallerSafe;

    private async Task MainAsync()
    {
        var script = IsSafe ? Started(() => _script.StartAsync(_call)) : _script.StartAsync(_call);
        Code = script;
        await Task.WhenAny(script);
        if (TryBeginAnew(script, []))
        {
            return;
        }

        Tell(script);
        await BridgeEndsAsync(script);
        await ConferenceEndsAsync(script);
        LetGo();
        if (_afterCall.Count > 0)
        {
            await WaitAsync<bool>(_ => Projection.Main.Over ? new(true) : null);
            for (var i = 0; i < _afterCall.Count; i++)
            {
                await AfterCallAsync(_afterCall[i]);
            }
        }

        if (!IsSafe)
        {
            await script;
        }
    }

    /// <summary>A piece that fails is told at once, and the others run all the same.</summary>
    private async Task AfterCallAsync(Func<CallContext, Task> work)
    {
        if (!IsSafe)
        {
            await work(_call);
            return;
        }

        var running = Code = Started(() => work(_call));
        await Task.WhenAny(running);
        Tell(running);
    }

    private void Tell(Task ended)
    {
        if (IsSafe && ErrorOf(ended) is { } error)
        {
            Fail(error);
        }
    }

    /// <summary>Who was left in a conference stays there, unless the script failed.</summary>
    private Task ConferenceEndsAsync(Task script) => script.IsCompletedSuccessfully && Call.InConference is { } membership
        ? WaitAsync<bool>(_ => Projection.Main.Over || !membership.IsIn ? new(true) : null)
        : Task.CompletedTask;

    /// <summary>
    /// Two that are bridged are left alone until one hangs up; the carrier would leave the other in silence, so it is
    /// hung up then. A script that fails keeps up no connection with another flow's call.
    /// </summary>
    private Task BridgeEndsAsync(Task script) => Call.BridgedTo is { } leg ? WaitAsync<bool>(_ => Projection.Main.Over || leg.Over ? new(true) : null)
        : script.IsCompletedSuccessfully && _call.Connected is { IsOpen: true } connection ? WaitAsync<bool>(_ => connection.IsOpen ? null : new(true))
        : Task.CompletedTask;
}
