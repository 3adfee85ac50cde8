using System.Diagnostics;
using System.Runtime.CompilerServices;

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
                _services.Start(() => WatchStepAsync(id, work));
            }
        }
    }

    private void Take(PendingCommand command)
    {
        command.Dispatched = true;
        if (command.Decided.Command is not VerifyRecordingCommand verify)
        {
            Enqueue(Spans.IsOn && Activity.Current is { } cause ? new TracedEffect(command, command == _doubtful, cause) : new SendEffect(command, command == _doubtful));
        }
        else if (_beside.Add(command.Decided.Id))
        {
            Verify(command, verify);
        }
    }

    private void Verify(PendingCommand command, VerifyRecordingCommand verify) =>
        _services.Start(() => Spans.IsOn ? TraceVerifyAsync(command, verify) : VerifyAsync(command, verify));

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
                await (effect is SendEffect send ? WatchSendAsync(send) : new ValueTask(IsWatched ? TraceProbeAsync() : ProbeAsync()));
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(PendingCommand command, bool inDoubt)
    {
        NoteHop(command.Decided.Command);
        var notes = EffectNotes.Of(_services.Options.KeepRequests, command.Decided.Command);
        var outcome = Flood(command.Decided.Command) is { } flood ? flood
            : command.Decided.Command is GrainCommand message ? await _services.Outbox.SendAsync(Address, FlowAddress.Parse(message.To), Written(message, command.Decided.Id), _end)
            : await _services.Effects.RunAsync(this, command, inDoubt, notes, _end);
        Note(command, outcome);
        await TellChangeAsync(command.Decided, outcome);
        await AddAsync(new OutcomeEntry(command.Decided.Id, outcome) { Requests = notes?.All });
    }

    /// <summary>
    /// Where the carrier tells nothing of a member that was muted or put on hold, its answer is the proof, and the
    /// conference is told here. It happens again when the process dies before the outcome is durable: the same again
    /// changes nothing.
    /// </summary>
    private async Task TellChangeAsync(CommandDecided decided, CommandOutcome outcome)
    {
        if (!outcome.IsDone || decided.Command is not ChangeMemberCommand { Leaves: false, Seat: { } seat } change
            || _services.Carriers.Find(Carrier) is not { Capabilities.TellsMemberChanges: false } carrier
            || Ask(k => k.ConferenceOf(seat)) is not var (conference, call))
        {
            return;
        }

        var e = new ConferenceMemberEvent { ConferenceId = seat.ConferenceId, MemberId = seat.MemberId, CallId = call, State = MemberState.Active, Mute = change.Mute, Hold = change.Hold, Time = Now };
        if (conference != Address)
        {
            await _services.Outbox.SendAsync(Address, conference, Callback.Supplied(carrier.Name, e, 0), _end);
            return;
        }

        lock (_gate)
        {
            Supply(Callback.Supplied(carrier.Name, e, decided.Leg));
        }
    }

    private CommandOutcome NoCarrier => new(OutcomeStatus.Refused) { Error = EffectRunner.NoCarrier(Carrier) };

    /// <summary>
    /// The message that a command to another grain is sent as; the sender's address and the operation name it for ever.
    /// </summary>
    private GrainMessage Written(GrainCommand command, int operation)
    {
        switch (command)
        {
            case StartCallCommand start:
                // A conference is one carrier's, and so are the calls that are to be in it.
                return new StartCall(start.Flow, start.Caller, start.Callee, start.Args, start.Conference is null ? start.Carrier : Carrier) { Conference = start.Conference, RingTimeout = start.RingTimeout, Hops = NextHops };
            case ForwardCommand forward:
                var e = Ask(k => k.CallbackAt(forward.Entry));
                return new Callback(e.Carrier, e.Form, e.Raw, e.Received);
            default:
                var signal = (SignalCommand)command;
                return new Signal($"{Address}#{operation}", signal.Name, signal.Value);
        }
    }

    /// <summary>
    /// A question changes nothing, so it is asked beside the commands: a hang-up does not wait until a file is there.
    /// </summary>
    private async Task VerifyAsync(PendingCommand command, VerifyRecordingCommand verify)
    {
        try
        {
            var outcome = _services.Carriers.Find(Carrier) is { } carrier ? await _services.Recordings.VerifyAsync(carrier, verify.RecordingId, _end) : NoCarrier;
            Note(command, outcome);
            lock (_gate)
            {
                _beside.Remove(command.Decided.Id);
                Add(new OutcomeEntry(command.Decided.Id, outcome));
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
    private async Task<int> ProbeAsync()
    {
        if (_services.Carriers.Find(Carrier) is not { } carrier)
        {
            return 0;
        }

        SilentGrain grain;
        lock (_gate)
        {
            grain = _kernel.Silent();
        }

        var (found, isAnswered) = await _services.Watchdog.ProbeAsync(carrier, grain, _end);
        _services.Metrics.Probed(carrier.Name, isAnswered, found.Count);
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

        return found.Count;
    }

    private void Supply(Callback callback)
    {
        if (!_retired && _kernel.Supply(callback, Now).Append is { } append)
        {
            Forget(Submit(append));
            Kick();
        }
    }

    /// <summary>
    /// Nobody waits for this append; its failure has ended the activation already. One that succeeds costs no work
    /// item.
    /// </summary>
    private static void Forget(Task append)
    {
        if (!append.IsCompletedSuccessfully)
        {
            _ = append.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    // ---- what the effects ask ----

    public string Carrier => Ask(k => k.Carrier) is { Length: > 0 } carrier ? carrier : _services.Carriers.Default?.Name ?? "";

    public bool IsRouted => Ask(k => k.Begin is { IsRouted: true });

    public bool IsOver(int leg) => Ask(leg, static (k, leg) => k.Projection.Leg(leg).IsLost);

    public string? CallIdOf(int leg) => Ask(leg, static (k, leg) => k.Projection.Leg(leg).CallId);

    public bool IsConfirmed(int operation) => Ask(operation, static (k, operation) => k.Pending.Find(operation)?.Confirmed ?? false);

    public string? ResourceOf(int operation) => Ask(operation, static (k, operation) => k.Pending.Find(operation)?.ResourceId);

    public int? BridgeOf(int leg) => Ask(leg, static (k, leg) => (k.Projection as CallProjection)?.BridgeOf(leg));

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

    public async Task MoveAsync(int operation, string carrier, string reason)
    {
        await AddAsync(new AttemptEntry(operation) { Version = JournalFormat.CarrierVersion, Carrier = carrier, Reason = reason });
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

    /// <summary>The same with what the question is about, so that it need not be a closure.</summary>
    private T Ask<TOf, T>(TOf of, Func<GrainKernel, TOf, T> question)
    {
        lock (_gate)
        {
            return question(_kernel, of);
        }
    }

    /// <summary>What is done at the carrier, one after the other.</summary>
    private abstract record Effect;

    /// <summary>A command to bring to its outcome.</summary>
    private record SendEffect(PendingCommand Command, bool InDoubt) : Effect;

    /// <summary>One whose decision is in a trace.</summary>
    private sealed record TracedEffect(PendingCommand Command, bool InDoubt, Activity Cause) : SendEffect(Command, InDoubt);

    /// <summary>The carrier is asked what was missed.</summary>
    private sealed record ProbeEffect : Effect;
}
