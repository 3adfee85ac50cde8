using System.Collections.Concurrent;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// Looks once a second for turns that run for long: nothing can end them, but somebody should know. Only where grains
/// run on threads of the platform: elsewhere time stands still during a turn. Safe for many threads.
/// </summary>
internal sealed class TurnWatch(TimeProvider time, TaskScheduler scheduler)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<GrainActor, long> _running = new();
    private ITimer? _timer;

    public void Begins(GrainActor actor)
    {
        if (scheduler == TaskScheduler.Default)
        {
            _running[actor] = time.GetTimestamp();
            Start();
        }
    }

    public void Ends(GrainActor actor) => _running.TryRemove(actor, out _);

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
        foreach (var (actor, began) in _running)
        {
            if (time.GetElapsedTime(began) is var running && running > Long && _running.TryRemove(actor, out _))
            {
                actor.RunsLong(running);
            }
        }
    }
}
