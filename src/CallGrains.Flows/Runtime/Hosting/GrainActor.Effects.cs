namespace CallGrains.Flows.Runtime;

/// <content>Steps 6 and 7, and what time brings.</content>
internal sealed partial class GrainActor
{
    // ---- 6 and 7: effects and outcomes ----

    /// <summary>
    /// Takes in hand what has become durable: commands, and steps. Commands go one at a time, each after the outcome of
    /// the one before is durable. So of those an earlier activation left, the first alone may have been sent; and a
    /// rival activation is found out before it sends the next.
    /// </summary>
    private void Dispatch()
    {
        if (_retired)
        {
            return;
        }

        foreach (var command in _kernel.Pending.Commands)
        {
            if (!command.Dispatched && command.Sequence <= _durable)
            {
                Take(command);
            }
        }

        foreach (var (id, sequence) in _kernel.Pending.Steps)
        {
            if (sequence <= _durable && _run?.StepOf(id) is { } work && _beside.Add(id))
            {
                _services.Start(() => RunStepAsync(id, work));
            }
        }
    }

    private void Take(PendingCommand command)
    {
        command.Dispatched = true;
        if (command.Decided.Command is not VerifyRecordingCommand verify)
        {
            Enqueue(new SendEffect(command, command == _doubtful));
        }
        else if (_beside.Add(command.Decided.Id))
        {
            _services.Start(() => VerifyAsync(command.Decided.Id, verify));
        }
    }

    private void Enqueue(Effect effect)
    {
        _probing |= effect is ProbeEffect;
        _effects.Enqueue(effect);
        if (!_sending)
        {
            _sending = true;
            _services.Start(this, static actor => actor.SendEffectsAsync());
        }
    }

    private async Task SendEffectsAsync()
    {
        while (TakeEffect() is { } effect)
        {
            try
            {
                await (effect is SendEffect send ? SendAsync(send.Command, send.InDoubt) : ProbeAsync());
            }
            catch (Exception) when (_end.IsCancellationRequested)
            {
                // Put away: the next activation finds it pending.
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogEffectFailed(Address, e);
            }
        }
    }

    private Effect? TakeEffect()
    {
        lock (_gate)
        {
            _sending = !_retired && _effects.Count > 0;
            return _sending ? _effects.Dequeue() : null;
        }
    }

    private async Task SendAsync(PendingCommand command, bool inDoubt)
    {
        NoteHop(command.Decided.Command);
        var outcome = Flood(command.Decided.Command) is { } flood ? flood
            : command.Decided.Command is GrainCommand message ? await _services.Outbox.SendAsync(Address, FlowAddress.Parse(message.To), Written(message, command.Decided.Id), _end)
            : _services.Carriers.Find(Carrier) is { } carrier ? await _services.Effects.RunAsync(carrier, this, command, inDoubt, _end)
            : NoCarrier;
        _services.Metrics.Sent(command.Decided.Command, outcome);
        await AddAsync(new OutcomeEntry(command.Decided.Id, outcome));
    }

    private CommandOutcome NoCarrier => new(OutcomeStatus.Refused) { Error = new CarrierError(0, null, "no-carrier", $"This process has no carrier '{Carrier}'.") };

    /// <summary>
    /// The message that a command to another grain is sent as; the sender's address and the operation name it for ever.
    /// </summary>
    private GrainMessage Written(GrainCommand command, int operation)
    {
        switch (command)
        {
            case StartCallCommand start:
                return new StartCall(start.Flow, start.Caller, start.Callee, start.Args, Carrier) { Conference = start.Conference, RingTimeout = start.RingTimeout, Hops = NextHops };
            case ForwardCommand forward:
                var e = Ask(k => k.CallbackAt(forward.Entry));
                return new Callback(e.Carrier, e.Form, e.Raw, e.Received);
            default:
                var signal = (SignalCommand)command;
                return new Signal($"{Address}#{operation}", signal.Name, signal.Value);
        }
    }

    private const int MostDetails = 8000;

    private async Task RunStepAsync(int step, StepWork work)
    {
        var result = new StepEntry(step);
        using var limit = new CancellationTokenSource(work.Timeout, _services.Time);
        _services.StepBegins();
        try
        {
            result = result with { Value = await RunAsync(work, limit.Token) };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            result = result with { Error = $"{StepFailedException.TooLong}{work.Timeout}" };
            LogStepLate(Address, work.Name, work.Timeout);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            result = result with { Error = $"{e.GetType().Name}: {e.Message}", Details = Shortened(e.ToString()) };
            LogStepFailed(Address, work.Name, _kernel.Public(e));
        }
        finally
        {
            _services.StepEnds();
        }

        lock (_gate)
        {
            _beside.Remove(step);
            Add(result);
        }
    }

    /// <summary>
    /// On threads of the platform the step has one of its own: a step that never gives its thread back holds up nobody,
    /// and its time ends all the same.
    /// </summary>
    private Task<System.Text.Json.JsonElement?> RunAsync(StepWork work, CancellationToken limit) => _services.Scheduler == TaskScheduler.Default
        ? Task.Run(() => work.RunAsync(limit), CancellationToken.None).WaitAsync(limit)
        : RunHereAsync(work, limit);

    private Task<System.Text.Json.JsonElement?> RunHereAsync(StepWork work, CancellationToken limit)
    {
        var turn = _services.Turns.Begins(this, work.Name);
        try
        {
            return work.RunAsync(limit);
        }
        finally
        {
            _services.Turns.Ends(turn);
        }
    }

    /// <summary>A journal keeps what a person reads, not the thousandth inner exception.</summary>
    private static string Shortened(string text) => text.Length > MostDetails ? text[..MostDetails] + " …" : text;

    /// <summary>
    /// A question changes nothing, so it is asked beside the commands: a hang-up does not wait until a file is there.
    /// </summary>
    private async Task VerifyAsync(int operation, VerifyRecordingCommand verify)
    {
        try
        {
            var outcome = _services.Carriers.Find(Carrier) is { } carrier ? await _services.Recordings.VerifyAsync(carrier, verify.RecordingId, _end) : NoCarrier;
            _services.Metrics.Sent(verify, outcome);
            lock (_gate)
            {
                _beside.Remove(operation);
                Add(new OutcomeEntry(operation, outcome));
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Put away: the next activation finds it pending, and asks again.
        }
    }

    // ---- time ----

    /// <summary>Sets the timer for the grain's next wake-up; one that fires too early sets it anew.</summary>
    private void Arm()
    {
        // While the carrier is being asked, it is not time to ask it.
        var next = _probing ? _kernel.Pending.NextTimer : _kernel.NextWake;
        if (_retired || next is not { } wake || wake >= _armedFor)
        {
            return;
        }

        _armedFor = wake;
        _timer ??= _services.NewTimer(static grain => ((GrainActor)grain!).OnTimer(), this);
        _timer.Change(GrainServices.Until(wake, Now), Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _armedFor = null;
            if (_retired)
            {
                return;
            }

            var now = Now;
            foreach (var timer in _kernel.Pending.Timers.Where(t => t.DueAt <= now).OrderBy(t => t.DueAt).ToList())
            {
                Add(new TimerEntry(timer.Id));
            }

            if (!_probing && _kernel.NextCheck <= now)
            {
                Enqueue(new ProbeEffect());
            }

            Arm();
        }
    }

    /// <summary>Lets the carrier say what was missed, and takes it as if it had come.</summary>
    private async Task ProbeAsync()
    {
        if (_services.Carriers.Find(Carrier) is not { } carrier)
        {
            return;
        }

        SilentGrain grain;
        lock (_gate)
        {
            grain = _kernel.Silent();
        }

        var (found, isAnswered) = await _services.Watchdog.ProbeAsync(carrier, grain, _end);
        lock (_gate)
        {
            _probing = false;
            var before = _kernel.Sequence;
            foreach (var callback in found)
            {
                Supply(callback);
            }

            if (_kernel.Sequence == before)
            {
                Add(new CheckEntry { IsAlive = isAnswered });
            }
        }
    }

    private void Supply(Callback callback)
    {
        if (!_retired && _kernel.Supply(callback, Now).Append is { } append)
        {
            Forget(Submit(append));
            Kick();
        }
    }

    /// <summary>Nobody waits for this append; its failure has ended the activation already.</summary>
    private static void Forget(Task append) => _ = append.ContinueWith(static t => t.Exception, TaskScheduler.Default);

    // ---- what the effects ask ----

    public string Carrier => Ask(k => k.Carrier) is { Length: > 0 } carrier ? carrier : _services.Carriers.Default?.Name ?? "";

    public bool IsOver(int leg) => Ask(k => k.Projection.Leg(leg).IsLost);

    public string? CallIdOf(int leg) => Ask(k => k.Projection.Leg(leg).CallId);

    public bool IsConfirmed(int operation) => Ask(k => k.Pending.Find(operation)?.Confirmed ?? false);

    public string? ResourceOf(int operation) => Ask(k => k.Pending.Find(operation)?.ResourceId);

    public bool KnowsResource(string id) => Ask(k => k.Pending.KnowsResource(id));

    /// <summary>
    /// A thread answers for itself; for anybody else its line in the index says it, without waking it.
    /// </summary>
    public async ValueTask<bool> IsOptedOutAsync(SendMessageCommand text) =>
        Address.Kind != GrainKind.Thread && (await _services.Journal.ReadSummaryAsync(FlowAddress.Thread(text.From, text.To), _end))?.Cause == ThreadProjection.Stopped;

    public async Task ClaimAsync(int operation)
    {
        await AddAsync(new AttemptEntry(operation));
        _end.ThrowIfCancellationRequested();
    }

    public IReadOnlyList<Command> EarlierThan(CommandDecided decided) => Ask(k => k.Pending.EarlierThan(decided));

    public TimeSpan LastProof
    {
        get
        {
            lock (_gate)
            {
                return _services.Time.GetElapsedTime(_ownedAt);
            }
        }
    }

    private T Ask<T>(Func<GrainKernel, T> question)
    {
        lock (_gate)
        {
            return question(_kernel);
        }
    }

    /// <summary>What is done at the carrier, one after the other.</summary>
    private abstract record Effect;

    /// <summary>A command to bring to its outcome.</summary>
    private sealed record SendEffect(PendingCommand Command, bool InDoubt) : Effect;

    /// <summary>The carrier is asked what was missed.</summary>
    private sealed record ProbeEffect : Effect;
}
