namespace CallGrains.Flows.Runtime;

/// <content>Flows that are not to run, or run for too long, and what their callers get.</content>
internal sealed partial class GrainActor
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private bool _isCareful;
    private DateTimeOffset _minute;
    private int _written;
    private ITimer? _fallback;

    /// <summary>A turn has run for long; the watch tells it once.</summary>
    public void RunsLong(TimeSpan time)
    {
        LogSlowTurn(Address, time);
        _services.Metrics.Stopped("slow");
        lock (_gate)
        {
            if (!_retired && _turning)
            {
                Forget(Submit(_kernel.Add(new FaultEntry($"a turn of the flow has run for {time.TotalSeconds:0} s and holds a thread: an endless loop, or work that belongs into a step"), Now)));
            }
        }
    }

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
    private void CountEntries(int entries)
    {
        var now = Now;
        (_minute, _written) = now - _minute >= Minute ? (now, entries) : (_minute, _written + entries);
        if (_services.Options.MostEntriesAMinute is > 0 and var most && _written > most && !_kernel.IsStopped && !_retired)
        {
            _written = 0;
            Quarantine("loop", $"it wrote more than {most} entries in a minute");
        }
    }

    /// <summary>
    /// Whether a thread has sent more than people write: then somebody answers who never tires. Kept in memory: after a
    /// restart it counts anew.
    /// </summary>
    private bool IsFlood(Command command)
    {
        if (Address.Kind != GrainKind.Thread || command is not SendMessageCommand || _services.Options.MostTextsAMinute <= 0)
        {
            return false;
        }

        var now = Now;
        while (_texts.TryPeek(out var first) && now - first >= Minute)
        {
            _texts.Dequeue();
        }

        if (_texts.Count >= _services.Options.MostTextsAMinute)
        {
            _services.Metrics.Stopped("texts");
            return true;
        }

        _texts.Enqueue(now);
        return false;
    }

    private CommandOutcome Flood => new(OutcomeStatus.Refused)
    {
        Error = new CarrierError(0, null, "too-many-texts", $"This thread has sent {_services.Options.MostTextsAMinute} texts within a minute, so a program answers a program; CallGrains:Grains:MostTextsAMinute allows more."),
    };

    private readonly Queue<DateTimeOffset> _texts = new();

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
            _run = null;
            if (_kernel.IsTerminated)
            {
                _services.Metrics.Stopped("terminated");
                _services.Stopped.Remove(Address);
            }
        }
        else if (_services.Stopped.All.ContainsKey(Address))
        {
            _stuck = false;
            _services.Stopped.Remove(Address);
        }
    }

    /// <summary>
    /// The caller of a flow that cannot go on is told, and nobody waits in silence for ever, where the settings say so.
    /// </summary>
    private void Stops(string kind)
    {
        _services.Metrics.Stopped(kind);
        _services.Stopped.Add(Address, _kernel.Fault ?? "it cannot go on");
        if (!HasFallback || !_kernel.IsFallbackDue)
        {
            return;
        }

        _fallback ??= _services.NewTimer(static actor => ((GrainActor)actor!).FallBack(), this);
        _fallback.Change(_services.Options.FallbackAfter, Timeout.InfiniteTimeSpan);
    }

    private bool HasFallback => _services.Options is { FallbackSentence.Length: > 0 } or { FallbackTransferTo.Length: > 0 };

    private void FallBack()
    {
        lock (_gate)
        {
            if (_retired || !(_stuck || _kernel.IsQuarantined) || !_kernel.IsFallbackDue)
            {
                return;
            }

            Command command = !_kernel.Projection.Main.Answered ? new HangupCommand()
                : _services.Options.FallbackTransferTo is { Length: > 0 } to ? new TransferCommand(to)
                : new SpeakCommand(_services.Options.FallbackSentence);
            Forget(Submit(_kernel.Fallback(command, Now)));
        }
    }
}
