using System.Runtime.CompilerServices;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// One grain, alive in this process: it takes messages, runs its flow, sends its commands and watches its timers until
/// it is put away. While it only waits it may be passivated: then this shell is all that stays of it, and whatever
/// comes next reads it again from its journal.
/// </summary>
/// <remarks>
/// Safe for many threads. Two activations of one grain do no harm beyond work done for nothing: the first failed append
/// ends the loser.
/// </remarks>
public sealed class GrainActivation : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly GrainServices _services;
    private readonly Action<GrainActivation, Exception> _onLost;
    private Task<GrainActor>? _open;
    private PassivatedGrain? _passivated;
    private ITimer? _timer;
    private Task _entering = Task.CompletedTask;

    // Written without the lock too: an actor may be lost with its own lock held, and is asked to passivate with this
    // one.
    private volatile bool _retired;

    private GrainActivation(FlowAddress address, GrainServices services, Action<GrainActivation, Exception> onLost) => (Address, _services, _onLost) = (address, services, onLost);

    /// <summary>The grain.</summary>
    public FlowAddress Address { get; }

    /// <summary>Whether only its address and its next wake-up are in memory.</summary>
    public bool IsPassivated
    {
        get
        {
            lock (_gate)
            {
                return !_retired && _passivated is not null;
            }
        }
    }

    /// <summary>Whether it takes no more messages.</summary>
    internal bool IsRetired => _retired;

    /// <summary>Whether a flow has begun here; asked of each message, so without a lock.</summary>
    internal bool HasBegun => Volatile.Read(ref _open) is { IsCompletedSuccessfully: true } open && open.Result.HasBegun;

    /// <summary>Loads a grain from its journal and lets it go on where it stood.</summary>
    internal static async Task<GrainActivation> LoadAsync(
        FlowAddress address, GrainServices services, Action<GrainActivation, Exception> onLost, Func<string, int, bool>? goesElsewhere = null)
    {
        var activation = new GrainActivation(address, services, onLost);
        await activation.OpenAsync(goesElsewhere);
        return activation;
    }

    /// <summary>
    /// The flow that it waits for, because this program does not have it in this version; null when it waits for none.
    /// </summary>
    public (string Name, int Version)? MissingFlow
    {
        get
        {
            lock (_gate)
            {
                return _open is { IsCompletedSuccessfully: true } open ? open.Result.MissingFlow : null;
            }
        }
    }

    /// <summary>Takes a message. The task ends when it is durable; the flow reacts meanwhile, or later.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="GrainLostException">This activation has been put away or lost: ask for the grain
    /// again.</exception>
    /// <exception cref="JournalConflictException">Another activation has written: this one is lost now.</exception>
    /// <exception cref="JournalUnavailableException">It could not be made durable and this activation is lost now; or
    /// it was passivated and cannot be read, and stays passivated.</exception>
    /// <exception cref="ArgumentException">The message cannot be acted on, for example because it names a flow that
    /// does not exist.</exception>
    public Task<Receipt> SendAsync(GrainMessage message) => TakeAsync(message).AsTask();

    /// <summary>The same, for a caller that awaits it once.</summary>
    internal ValueTask<Receipt> TakeAsync(GrainMessage message)
    {
        lock (_gate)
        {
            var open = OpenAsync();
            return open.IsCompletedSuccessfully && _entering.IsCompleted ? open.Result.SendAsync(message) : SendInTurnAsync(message, open);
        }
    }

    /// <summary>
    /// Passivates the grain when it only waits, and has for <see cref="GrainOptions.PassivateAfter"/>. To be called
    /// every few seconds.
    /// </summary>
    /// <returns>Whether it is passivated.</returns>
    public bool TryPassivate()
    {
        lock (_gate)
        {
            if (!_retired && _open is { IsCompletedSuccessfully: true } open && _services.PassivateAfter is { Ticks: >= 0 } after && open.Result.TryPassivate(after) is { } passivated)
            {
                (_open, _passivated) = (null, passivated);
                _services.Metrics.Passivated(Address.Kind);
                SetTimer(passivated.NextWake);
            }

            return _passivated is not null;
        }
    }

    /// <summary>
    /// Asks the carrier what was missed, as after a restart: this process has stood still, and callbacks have found
    /// nobody. A passivated grain is read from its journal for that.
    /// </summary>
    internal async Task LookForMissedAsync()
    {
        Task<GrainActor> opening;
        lock (_gate)
        {
            if (_retired || (_passivated is null && _open is not { IsCompletedSuccessfully: true }))
            {
                return;
            }

            if (_open is { IsCompletedSuccessfully: true } open)
            {
                open.Result.LookForMissed();
                return;
            }

            _passivated = _passivated! with { Sequence = 0 };
            opening = OpenAsync();
        }

        try
        {
            await opening;
        }
        catch (Exception e) when (e is GrainLostException or JournalUnavailableException)
        {
            // It goes elsewhere, or its next wake-up reads it.
        }
    }

    /// <summary>
    /// Puts the activation away when it has nothing to do and will not have for a while; afterwards it takes no
    /// message.
    /// </summary>
    /// <param name="idleTimeout">How long it must have been idle, and must have before its next timer; an ended grain
    /// need not wait.</param>
    /// <returns>Whether it is put away.</returns>
    public bool TryRetire(TimeSpan idleTimeout)
    {
        lock (_gate)
        {
            var isIdle = _open is { IsCompletedSuccessfully: true } open ? open.Result.TryRetire(idleTimeout)
                : _open is null or { IsCompleted: true } && _passivated?.IsUsedWithin(idleTimeout, _services.Time.GetUtcNow()) is false;
            if (isIdle)
            {
                Retire();
            }

            return _retired;
        }
    }

    /// <summary>
    /// Puts the activation away after a message that began nothing: it stays in no process's memory, and whatever comes
    /// next reads its journal.
    /// </summary>
    /// <returns>Whether it is put away.</returns>
    public bool TryRetireUnbegun()
    {
        lock (_gate)
        {
            if (!_retired && _open is { IsCompletedSuccessfully: true } open && _entering.IsCompleted && open.Result.TryRetireUnbegun())
            {
                Retire();
            }

            return _retired;
        }
    }

    /// <summary>
    /// Ends the activation: nothing more is decided or sent, and what is being written is finished. What was not
    /// journalled is forgotten; commands that were on their way stay in doubt, and the next activation observes before
    /// it sends.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task<GrainActor>? open;
        lock (_gate)
        {
            Retire();
            open = _open;
        }

        if (open is { IsCompletedSuccessfully: true })
        {
            await open.Result.DisposeAsync();
        }
    }

    /// <summary>
    /// Those that come while the journal is read go in one after the other: the runtime promises no order to those who
    /// await one task. They queue up under the lock.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Receipt> SendInTurnAsync(GrainMessage message, Task<GrainActor> open)
    {
        var before = _entering;
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _entering = entered.Task;
        GrainActor actor;
        ValueTask<Receipt> sending;
        try
        {
            await before;
            actor = await open;
            sending = actor.SendAsync(message);
        }
        finally
        {
            entered.SetResult();
        }

        try
        {
            return await sending;
        }
        catch (GrainLostException) when (HasPassivated(actor))
        {
            // Just before it was its turn; it is opened again.
            return await TakeAsync(message);
        }
    }

    private Task<GrainActor> OpenAsync(Func<string, int, bool>? goesElsewhere = null)
    {
        lock (_gate)
        {
            return _retired ? throw new GrainLostException()
                : _open is null or { IsFaulted: true } ? _open = ReactivateAsync(goesElsewhere)
                : _open;
        }
    }

    private async Task<GrainActor> ReactivateAsync(Func<string, int, bool>? goesElsewhere)
    {
        var actor = await GrainActor.ActivateAsync(Address, _services, OnLost, goesElsewhere, _passivated?.Sequence);
        lock (_gate)
        {
            _timer?.Dispose();
            (_timer, _passivated) = (null, null);
        }

        if (_retired)
        {
            await actor.DisposeAsync();
        }

        return actor;
    }

    private bool HasPassivated(GrainActor actor)
    {
        lock (_gate)
        {
            return !_retired && (_open is not { IsCompletedSuccessfully: true } open || open.Result != actor);
        }
    }

    private void SetTimer(DateTimeOffset? wake)
    {
        if (wake is { } at)
        {
            _timer = _services.NewTimer(static grain => ((GrainActivation)grain!).OnTimer(), this);
            _timer.Change(GrainServices.Until(at, _services.Time.GetUtcNow()), Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer() => _services.Start(async () =>
    {
        await _services.Wakes.WaitAsync();
        try
        {
            await OpenAsync();
        }
        catch (GrainLostException)
        {
            // Put away meanwhile.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            OnLost(e);
        }
        finally
        {
            _services.Wakes.Release();
        }
    });

    private void OnLost(Exception reason)
    {
        _retired = true;
        _onLost(this, reason);
    }

    private void Retire()
    {
        _retired = true;
        _timer?.Dispose();
    }
}
