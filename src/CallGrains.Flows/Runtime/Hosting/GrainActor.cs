using System.Runtime.CompilerServices;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// One grain, alive in this process. The numbers are the steps of a callback's way (README.md): 3 classify, 4 journal,
/// 5 let the flow react, 6 send what it decided, 7 journal what became of it. Classifying never waits for the flow:
/// they share only short locks.
/// </summary>
/// <remarks>
/// Safe for many threads. When an append fails it is lost: it answers nothing more, and a new one is loaded from the
/// journal.
/// </remarks>
internal sealed partial class GrainActor : IEffectView, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly GrainServices _services;
    private readonly Action<Exception> _onLost;
    private readonly GrainKernel _kernel;
    private readonly Queue<Effect> _effects = new();
    private readonly HashSet<int> _beside = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationToken _end;
    private readonly PendingCommand? _doubtful;
    private FlowRun? _run;
    private Task _lastAppend = Task.CompletedTask;
    private ITimer? _timer;
    private DateTimeOffset? _armedFor;
    private DateTimeOffset _lastUse;
    private long _durable;
    private long _ownedAt;
    private bool _stuck;
    private bool _turning;

    // Which loop of turns is the grain's; one that never comes back is left behind, and does nothing any more.
    private int _loop;
    private bool _sending;
    private bool _probing;
    private bool _retired;
    private volatile bool _hasBegun;
    private bool _isOver;

    private GrainActor(GrainServices services, GrainKernel kernel, Action<Exception> onLost)
    {
        _services = services;
        _logger = services.Logger;
        _kernel = kernel;
        (_kernel.Feed, _kernel.Chain) = (services.Feed, new AppendChain());
        _onLost = onLost;
        _end = _ended.Token;
        _durable = kernel.Sequence;
        (_hasBegun, _isOver) = (kernel.Begin is { Flow.Length: > 0 }, kernel.State == GrainState.Ended);
        _doubtful = kernel.Pending.Commands.Find(c => !c.Decided.Command.IsQuestion);
        _ownedAt = services.Time.GetTimestamp();
        _lastUse = Now;
    }

    private static Receipt Expired { get; } = new(Disposition.Expired, "the grain ended longer ago than the replay window, or the event is older than that and nothing is known of its grain");

    public FlowAddress Address => _kernel.Address;

    /// <summary>Whether a flow has begun here.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>The flow that it waits for, because this program does not have it.</summary>
    public (string Name, int Version)? MissingFlow
    {
        get
        {
            lock (_gate)
            {
                return _stuck && _kernel is { MissesFlow: true, Begin: { } begin } ? (begin.Flow, begin.FlowVersion) : null;
            }
        }
    }

    private DateTimeOffset Now => _services.Time.GetUtcNow();

    /// <summary>Loads a grain from its journal and lets it go on where it stood.</summary>
    /// <param name="address">The grain.</param>
    /// <param name="services">What it shares with others.</param>
    /// <param name="onLost">Called when it is lost, perhaps with its lock held.</param>
    /// <param name="goesElsewhere">Whether the host brings it to a process that has this flow and version, since this
    /// one has not.</param>
    /// <param name="passivatedAt">Its last entry when this process passivated it: nothing was missed since, unless
    /// there are newer ones. Null when it was not here.</param>
    /// <exception cref="JournalFormatException">Its journal cannot be read.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be read now.</exception>
    /// <exception cref="GrainLostException">This program does not have its flow, and it goes elsewhere.</exception>
    public static async Task<GrainActor> ActivateAsync(
        FlowAddress address, GrainServices services, Action<Exception> onLost, Func<string, int, bool>? goesElsewhere = null, long? passivatedAt = null)
    {
        var history = await services.Journal.ReadAsync(address);
        services.Metrics.Replayed(address.Kind, history?.Entries.Count ?? 0);
        var kernel = GrainKernel.Load(address, history, services.Flows, services.Readers);
        if (kernel.MissesFlow && goesElsewhere?.Invoke(kernel.Begin!.Flow, kernel.Begin.FlowVersion) == true)
        {
            throw new GrainLostException();
        }

        var actor = new GrainActor(services, kernel, onLost);
        actor.Resume(mayHaveMissed: history is not null && history.Summary.Sequence != passivatedAt);
        return actor;
    }

    /// <summary>Takes a message; ends when it is durable.</summary>
    /// <exception cref="GrainLostException">This activation is no longer the one: ask for the grain again.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Receipt> SendAsync(GrainMessage message)
    {
        Receipt receipt;
        Task append;
        message = message is Callback ? await CountHopsAsync(message) : message;
        lock (_gate)
        {
            ThrowIfRetired();
            var now = Now;
            if (message is Callback callback && IsExpired(callback, now))
            {
                return Expired;
            }

            (receipt, var entry) = _kernel.Accept(message is StartCall { Carrier: null } start ? _services.Routed(start) : message, now);
            append = entry is null ? _lastAppend : Submit(entry);
            NoteText(message, receipt);
            NoteStop();
            NoteRedirect(message, receipt);
            Kick();
        }

        await append;
        _services.Metrics.Classified(message, receipt);
        return receipt;
    }

    /// <summary>Asks the carrier what was missed, as after a restart: this process has stood still.</summary>
    public void LookForMissed()
    {
        lock (_gate)
        {
            if (!_retired && !_probing && _kernel.NextCheck is not null)
            {
                Enqueue(new ProbeEffect());
            }
        }
    }

    private void Resume(bool mayHaveMissed)
    {
        lock (_gate)
        {
            if (_kernel.Compact(_services.CompactAfter, _services.ReplayWindow, Now) is { } snapshot)
            {
                Forget(Submit(snapshot));
            }

            Dispatch();
            if (mayHaveMissed && _kernel.NextCheck is not null)
            {
                Enqueue(new ProbeEffect());
            }

            if (_kernel.IsQuarantined)
            {
                Stops("fault");
            }
            else if (mayHaveMissed)
            {
                BeginCarefully();
            }

            Arm();
            Kick();
        }
    }

    // ---- 5: the flow's turn ----

    private bool HasWork => !_retired && !_stuck && !_isCareful && !_kernel.IsStopped && (_run is null ? _kernel.NeedsRun : _kernel.HasInputs || _run.HasEscaped);

    /// <summary>Starts the turn loop when there is something to react to and it is not running.</summary>
    private void Kick()
    {
        if (!_turning && HasWork)
        {
            _turning = true;
            var loop = ++_loop;
            _services.Start((Actor: this, Loop: loop), static turn => turn.Actor.Turns(turn.Loop));
        }
    }

    private Task Turns(int loop)
    {
        using var scope = LogScope();
        var turn = _services.Turns.Begins(this);
        try
        {
            var run = _run ?? Restore(loop);
            for (var inputs = TakeInputs(loop); inputs is not null;)
            {
                run = TakeTurn(loop, run, inputs) ? Restore(loop) : run;
                inputs = TakeInputs(loop);
                if (inputs is not null)
                {
                    _services.Turns.Continues(turn);
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fault(loop, e);
        }
        finally
        {
            _services.Turns.Ends(turn);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Makes the flow's run and brings it to where the journal says it stood: a slow flow holds up nobody here either.
    /// </summary>
    private FlowRun Restore(int loop)
    {
        IReadOnlyList<JournalEntry> inputs;
        IReadOnlyList<DecisionEntry> decisions;
        lock (_gate)
        {
            (inputs, decisions) = _kernel.Past;
        }

        var run = _kernel.Flow.CreateRun(Address, _services.Provider);
        run.Restore(inputs, decisions);
        run.Escaping = OnEscaping;
        lock (_gate)
        {
            if (loop == _loop)
            {
                _run = run;
                _kernel.ForgetPast();
                Dispatch();
            }
        }

        return run;
    }

    private void OnEscaping()
    {
        lock (_gate)
        {
            Kick();
        }
    }

    private IReadOnlyList<JournalEntry>? TakeInputs(int loop)
    {
        lock (_gate)
        {
            if (loop != _loop)
            {
                return null;
            }

            _turning = HasWork;
            return _turning ? _kernel.TakeInputs() : null;
        }
    }

    /// <summary>Journals a turn, and says whether the flow begins anew, so that another run goes on.</summary>
    private bool Commit(int loop, TurnResult turn)
    {
        var beginsAnew = false;
        lock (_gate)
        {
            if (loop != _loop)
            {
                return false;
            }

            if (!_retired && !_kernel.IsStopped && _kernel.Commit(turn, new CompactionRules(_services.CompactAfter, _services.ReplayWindow), Now) is { } append)
            {
                Forget(Submit(append));
                beginsAnew = turn.Anew is not null;
                _run = beginsAnew ? null : _run;
            }
        }

        if (turn.Failure is { } failure)
        {
            LogFlowFailed(Address, _kernel.Public(failure)!);
        }

        return beginsAnew;
    }

    /// <summary>The flow cannot go on until its code is mended; the journal goes on without it.</summary>
    private void Fault(int loop, Exception e)
    {
        LogFault(Address, _kernel.Public(e));
        lock (_gate)
        {
            if (loop != _loop)
            {
                return;
            }

            _run = null;
            _stuck = true;
            _turning = false;
            if (!_retired && _kernel.Fault != _kernel.Public(e.Message))
            {
                Forget(Submit(_kernel.Add(new FaultEntry(_kernel.Public(e.Message)!), Now)));
            }

            Stops("fault");
        }
    }
}

/// <summary>The activation asked is no longer the grain's.</summary>
public sealed class GrainLostException() : Exception("This activation has been put away; ask for the grain again.");
