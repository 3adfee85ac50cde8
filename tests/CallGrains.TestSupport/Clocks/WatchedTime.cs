using Microsoft.Extensions.Time.Testing;

namespace CallGrains.TestSupport.Clocks;

/// <summary>A clock that the test moves, and that tells when somebody begins to wait.</summary>
public sealed class WatchedTime() : FakeTimeProvider(Begin)
{
    private readonly Lock _lock = new();
    private readonly List<(TimeSpan Due, TaskCompletionSource Seen)> _awaited = [];

    /// <summary>Where it begins: 2 January 2026, 03:04:05 UTC.</summary>
    public static DateTimeOffset Begin { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Completes when somebody waits for exactly this long; ask before it can happen.</summary>
    public Task TimerOfAsync(TimeSpan due)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _awaited.Add((due, seen));
        }

        return seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Tell(dueTime);
        return timer;
    }

    private void Tell(TimeSpan due)
    {
        lock (_lock)
        {
            foreach (var (_, seen) in _awaited.FindAll(awaited => awaited.Due == due))
            {
                seen.TrySetResult();
            }
        }
    }

    private sealed class WatchedTimer(WatchedTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            time.Tell(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
