namespace CallGrains.Flows.Runtime;

/// <summary>
/// Looks once a second for turns that run for long: somebody should know, and at last the grain goes on without the
/// turn; nothing can end it but its process. Only where grains run on threads of the platform: elsewhere time stands
/// still during a turn, and whoever drives it looks at <see cref="Running"/>. Safe for many threads.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="scheduler">Where grains run.</param>
/// <param name="most">How long a turn may run; zero or less for any time.</param>
internal sealed class TurnWatch(TimeProvider time, TaskScheduler scheduler, TimeSpan most)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongTurn = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly LinkedList<Turn> _running = new();
    private readonly Stack<LinkedListNode<Turn>> _unused = new();
    private ITimer? _timer;

    /// <summary>The grains whose code runs now, each with where it is.</summary>
    public IReadOnlyList<(FlowAddress Grain, string Where)> Running
    {
        get
        {
            lock (_gate)
            {
                return [.. _running.Select(t => (t.Actor.Address, t.Step is { } step ? $"in step '{step}'" : t.Actor.Where))];
            }
        }
    }

    /// <summary>
    /// A turn begins, or a step where steps run as turns do; returns what <see cref="Ends"/> needs. A turn is not
    /// allocated each time: there is one for each that runs at once.
    /// </summary>
    public LinkedListNode<Turn> Begins(GrainActor actor, string? step = null)
    {
        if (scheduler == TaskScheduler.Default)
        {
            Start();
        }

        lock (_gate)
        {
            var place = _unused.TryPop(out var used) ? used : new LinkedListNode<Turn>(default);
            place.ValueRef = new Turn(actor, time.GetTimestamp(), step);
            _running.AddLast(place);
            return place;
        }
    }

    /// <summary>The turn goes on with something else: its time begins again, unless it was given up.</summary>
    public void Continues(LinkedListNode<Turn> turn)
    {
        lock (_gate)
        {
            if (turn.List is not null)
            {
                turn.ValueRef = new Turn(turn.Value.Actor, time.GetTimestamp(), turn.Value.Step);
            }
        }
    }

    /// <summary>The turn is over; one that was given up is over already.</summary>
    public void Ends(LinkedListNode<Turn> turn)
    {
        lock (_gate)
        {
            if (turn.List is not null)
            {
                _running.Remove(turn);
                turn.ValueRef = default;
                _unused.Push(turn);
            }
        }
    }

    private void Start()
    {
        if (_timer is null)
        {
            using var _ = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
            var timer = time.CreateTimer(static watch => ((TurnWatch)watch!).Look(), this, Interval, Interval);
            if (Interlocked.CompareExchange(ref _timer, timer, null) is not null)
            {
                timer.Dispose();
            }
        }
    }

    private void Look()
    {
        foreach (var (actor, running, isTooLong) in Long())
        {
            if (isTooLong)
            {
                actor.RunsTooLong(running);
            }
            else
            {
                actor.RunsLong(running);
            }
        }
    }

    /// <summary>Those that somebody is to be told of now; what runs too long is watched no more.</summary>
    private List<(GrainActor Actor, TimeSpan Running, bool IsTooLong)> Long()
    {
        var found = new List<(GrainActor, TimeSpan, bool)>();
        lock (_gate)
        {
            for (var (place, next) = (_running.First, _running.First?.Next); place is not null; (place, next) = (next, next?.Next))
            {
                var (turn, running) = (place.Value, time.GetElapsedTime(place.Value.Began));
                if (running > LongTurn && !turn.IsTold)
                {
                    found.Add((turn.Actor, running, false));
                    place.ValueRef = turn with { IsTold = true };
                }

                if (most > TimeSpan.Zero && running > most)
                {
                    found.Add((turn.Actor, running, true));
                    _running.Remove(place);
                }
            }
        }

        return found;
    }

    /// <summary>One that runs.</summary>
    /// <param name="Actor">Its grain.</param>
    /// <param name="Began">The clock's timestamp when it began.</param>
    /// <param name="Step">The step's name; null for a turn.</param>
    /// <param name="IsTold">Whether it was said that it runs for long.</param>
    internal readonly record struct Turn(GrainActor Actor, long Began, string? Step, bool IsTold = false);
}
