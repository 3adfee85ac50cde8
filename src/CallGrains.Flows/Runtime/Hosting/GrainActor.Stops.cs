namespace CallGrains.Flows.Runtime;

/// <content>Flows that are not to run, or run for too long, and what their callers get.</content>
internal sealed partial class GrainActor
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private bool _isCareful;
    private DateTimeOffset _minute;
    private int _written;
    private ITimer? _fallback;

    /// <summary>Where the flow's turn is, in words.</summary>
    public string Where => _run is not { LastInput: { } input } run ? "while it was brought to where its journal says"
        : $"in the turn that began with entry {input.Sequence} ({(input is EventEntry e ? e.Event.EventType : input.GetType().Name)}), {(run.LastDecided is { } last ? $"after it had decided {last.Signature} as number {last.Id}" : "before it had decided anything")}";

    /// <summary>A turn has run for long; the watch tells it once.</summary>
    public void RunsLong(TimeSpan time)
    {
        LogSlowTurn(Address, time, Where);
        _services.Metrics.Stopped("slow");
        lock (_gate)
        {
            if (!_retired && _turning)
            {
                Forget(Submit(_kernel.Add(new FaultEntry($"a turn of the flow has run for {time.TotalSeconds:0} s and holds a thread, {Where}: an endless loop, or work that belongs into a step"), Now)));
            }
        }
    }

    /// <summary>
    /// A turn has run for longer than any may: its thread is left to it, and the flow is not run again until somebody
    /// releases it. Its caller is taken care of, and other grains go on.
    /// </summary>
    public void RunsTooLong(TimeSpan time)
    {
        lock (_gate)
        {
            if (!_retired && _turning && !_kernel.IsStopped)
            {
                Leave();
                Quarantine("stuck", $"a turn of it has run for {time.TotalSeconds:0} s without an end");
            }
        }
    }

    /// <summary>The turn that runs does not count any more, whatever it comes to.</summary>
    private void Leave() => (_loop, _turning, _run) = (_loop + 1, false, null);

    /// <summary>
    /// An activation before this one may have died of what the flow does next: that it is begun is made durable first,
    /// so that those who come after can count.
    /// </summary>
    private void BeginCarefully()
    {
        if (_services.Lost.TryRemove(Address, out _) || _services.Options.QuarantineAfter <= 0 || !_kernel.MayBePoison)
        {
            return;
        }

        if (_kernel.TurnAttempts + 1 >= _services.Options.QuarantineAfter)
        {
            Quarantine("poison", $"the process died {_kernel.TurnAttempts + 1} times in the middle of its next turn");
            return;
        }

        _isCareful = true;
        var marked = Submit(_kernel.AttemptTurn(Now));
        _services.Start(async () =>
        {
            await Task.WhenAny(marked);
            lock (_gate)
            {
                _isCareful = false;
                Kick();
            }
        });
    }

    /// <summary>Counts what is written; who never rests is stopped.</summary>
    private void CountEntries(int entries, DateTimeOffset now)
    {
        (_minute, _written) = now - _minute >= Minute ? (now, entries) : (_minute, _written + entries);
        if (_services.Options.MostEntriesAMinute is > 0 and var most && _written > most && !_kernel.IsStopped && !_retired)
        {
            _written = 0;
            Quarantine("loop", $"it wrote more than {most} entries in a minute");
        }
    }

    /// <summary>What a message says to those who guard against circles.</summary>
    private void NoteText(GrainMessage message, Receipt receipt)
    {
        if (receipt.Disposition == Disposition.Accepted && message is Callback { Leg: 0, Event: MessageEvent { IsInbound: true } text } && Address.Kind == GrainKind.Thread)
        {
            Texts.Hears(text.Text ?? "", Now);
        }
        else if (_kernel.EndsCircle && receipt.Disposition == Disposition.Unclaimed && message is Callback { Event: IncomingCallEvent })
        {
            _services.Metrics.Stopped("circle");
        }
    }

    private TextGuard Texts => field ??= new TextGuard(_services.Options.MostTextsAMinute);

    /// <summary>The outcome of a text that goes round in circles; null for any other command.</summary>
    private CommandOutcome? Flood(Command command)
    {
        if (Address.Kind != GrainKind.Thread || command is not SendMessageCommand)
        {
            return null;
        }

        string? why;
        lock (_gate)
        {
            why = Texts.Sends(Now);
        }

        if (why is null)
        {
            return null;
        }

        _services.Metrics.Stopped("texts");
        return new CommandOutcome(OutcomeStatus.Refused) { Error = new CarrierError(0, null, "too-many-texts", $"{why}, so a program answers a program; CallGrains:Grains:MostTextsAMinute allows more.") };
    }

    private void Quarantine(string kind, string why)
    {
        Forget(Submit(_kernel.Quarantine(why, Now)));
        LogQuarantined(Address, _kernel.Fault!);
        Stops(kind);
    }

    /// <summary>The flow is not to run, or to run again: whatever this activation has of it is dropped.</summary>
    private void NoteStop()
    {
        if (_kernel.IsStopped)
        {
            Leave();
            if (_kernel.IsTerminated)
            {
                _services.Metrics.Stopped("terminated");
                _services.Stopped.Remove(Address);
            }
        }
        else if (_services.Stopped.All.ContainsKey(Address))
        {
            _stuck = _kernel.HasForgottenPast;
            _services.Stopped.Remove(Address);
            if (_stuck)
            {
                // What the flow has done so far is in the journal alone.
                _ = ReloadAsync(_lastAppend);
            }
        }
    }

    /// <summary>Another flow has taken the call over: what this activation has of the one before is dropped.</summary>
    private void NoteRedirect(GrainMessage message, Receipt receipt)
    {
        if (receipt.Disposition == Disposition.Accepted && message is Signal { Name: SignalNames.Redirect })
        {
            Leave();
            _stuck = false;
            _services.Stopped.Remove(Address);
        }
    }

    private async Task ReloadAsync(Task released)
    {
        await Task.WhenAny(released);
        Lose(new InvalidOperationException("its flow has been released"));
    }

    /// <summary>
    /// The caller of a flow that cannot go on is told, and nobody waits in silence for ever, where the settings say so.
    /// </summary>
    private void Stops(string kind)
    {
        _services.Metrics.Stopped(kind);
        _services.Stopped.Add(Address, _kernel.Fault ?? "it cannot go on");
        if (Fallback is not { IsNone: false } fallback || !_kernel.IsFallbackDue)
        {
            return;
        }

        _fallback ??= _services.NewTimer(static actor => ((GrainActor)actor!).FallBack(), this);
        _fallback.Change(fallback.After, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// The class's own counts before the settings; of a version that is missing, the newest one's counts.
    /// </summary>
    private FlowFallback Fallback => _kernel.Begin is { } begin && (_services.Flows.Find(begin.Flow, begin.FlowVersion) ?? _services.Flows.Find(begin.Flow))?.Fallback is { } own
        ? own
        : FlowFallback.Of(_services.Options);

    private void FallBack()
    {
        lock (_gate)
        {
            if (_retired || !(_stuck || _kernel.IsQuarantined) || !_kernel.IsFallbackDue)
            {
                return;
            }

            Forget(Submit(_kernel.Fallback(_kernel.Projection.Main.Answered ? Fallback.Command : new HangupCommand(), Now)));
        }
    }
}
