namespace CallGrains.Flows.Runtime;

/// <content>How an activation ends: idle, disposed or lost.</content>
internal sealed partial class GrainActor
{
    /// <summary>Puts the grain away when it has nothing to do and will not for a while.</summary>
    public bool TryRetire(TimeSpan idleTimeout)
    {
        lock (_gate)
        {
            var isIdle = !(CannotGoOn && idleTimeout > TimeSpan.Zero) && IsIdle(_kernel.State == GrainState.Ended ? TimeSpan.Zero : idleTimeout);
            if (isIdle)
            {
                Retire();
            }

            return _retired;
        }
    }

    /// <summary>
    /// Puts the grain away at once when nothing has begun here: strangers can name as many such grains as they like.
    /// </summary>
    public bool TryRetireUnbegun()
    {
        lock (_gate)
        {
            return _kernel.IsUnbegun && TryRetire(TimeSpan.Zero);
        }
    }

    /// <summary>
    /// Ends the activation of a grain that only waits; null when it does more than that, or will soon. What is
    /// unfinished or cannot go on is never passivated: only an activation sees to it.
    /// </summary>
    public PassivatedGrain? TryPassivate(TimeSpan idleTime)
    {
        lock (_gate)
        {
            if (_stuck || CannotGoOn || !IsIdle(idleTime) || _kernel.Pending is not { Commands.Count: 0, Steps.Count: 0 })
            {
                return null;
            }

            Retire();
            return new PassivatedGrain(_kernel.Sequence, _lastUse, _kernel.NextWake);
        }
    }

    /// <summary>
    /// Ends the activation: no more is sent or decided; what was not journalled is forgotten, and found again by the
    /// next one.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task append;
        lock (_gate)
        {
            append = _lastAppend;
            Retire();
        }

        await Task.WhenAny(append);
        _ended.Dispose();
    }

    /// <summary>
    /// Whether it comes too late for anything: long after the end, or, by the carrier's own time, long before now to a
    /// call of which nothing is known. That one has been removed from the journal; it must not begin once more.
    /// </summary>
    private bool IsExpired(Callback callback, DateTimeOffset now)
    {
        var window = now - _services.ReplayWindow;
        return _kernel.EndedBefore(window) || (callback.Event.Time < window && Address.Kind != GrainKind.Thread && _kernel.IsUnbegun);
    }

    /// <summary>Such a flow is in memory for as long as its call is there: readiness tells it.</summary>
    private bool CannotGoOn => (_stuck || _kernel.IsQuarantined) && _kernel.State != GrainState.Ended;

    private bool IsIdle(TimeSpan time)
    {
        var isBusy = _turning || _sending || _beside.Count > 0 || !_lastAppend.IsCompleted;
        return !_retired && !isBusy && !new PassivatedGrain(_kernel.Sequence, _lastUse, _kernel.NextWake).IsUsedWithin(time, Now);
    }

    private void Lose(Exception e)
    {
        lock (_gate)
        {
            if (_retired)
            {
                return;
            }

            Retire();
        }

        _services.Lost[Address] = true;
        LogLost(Address, e.Message);
        _onLost(e);
    }

    private void Retire()
    {
        // The second time its end may have been disposed of.
        if (_retired)
        {
            return;
        }

        _retired = true;
        _timer?.Dispose();
        _fallback?.Dispose();
        _services.Stopped.Remove(Address);
        _ended.Cancel();
    }

    private void ThrowIfRetired()
    {
        if (_retired)
        {
            throw new GrainLostException();
        }
    }
}
