using System.Collections.Concurrent;

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
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<(GrainActor Actor, int Loop), Turn> _running = new();
    private ITimer? _timer;

    /// <summary>The grains whose code runs now, each with where it is.</summary>
    public IEnumerable<(FlowAddress Grain, string Where)> Running =>
        _running.Select(r => (r.Key.Actor.Address, r.Value.Step is { } step ? $"in step '{step}'" : r.Key.Actor.Where));

    /// <summary>A turn of a loop of turns begins, or a step where steps run as turns do.</summary>
    public void Begins(GrainActor actor, int loop, string? step = null)
    {
        _running[(actor, loop)] = new Turn(time.GetTimestamp(), step);
        if (scheduler == TaskScheduler.Default)
        {
            Start();
        }
    }

    public void Ends(GrainActor actor, int loop) => _running.TryRemove((actor, loop), out _);

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
        foreach (var (key, turn) in _running)
        {
            var running = time.GetElapsedTime(turn.Began);
            if (running > Long && !turn.IsTold)
            {
                turn.IsTold = true;
                key.Actor.RunsLong(running);
            }

            if (most > TimeSpan.Zero && running > most && _running.TryRemove(key, out _))
            {
                key.Actor.RunsTooLong(running);
            }
        }
    }

    private sealed class Turn(long began, string? step)
    {
        public long Began => began;

        public string? Step => step;

        public bool IsTold { get; set; }
    }
}
