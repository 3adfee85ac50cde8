namespace CallGrains.Testing.Worlds;

/// <summary>
/// Runs everything on the test's own thread, by default in the order it became ready: the same test does the same each
/// time.
/// </summary>
internal sealed class VirtualScheduler : TaskScheduler
{
    private readonly object _gate = new();
    private readonly List<Task> _ready = [];
    private int _first;
    private long _began;

    /// <summary>Which of so many ready tasks runs next; null for the first.</summary>
    public Func<int, int>? Pick { get; set; }

    /// <summary>
    /// For how long the task that runs now has been running, on the machine's own clock; null when none runs.
    /// </summary>
    public TimeSpan? RunsFor => Interlocked.Read(ref _began) is var began and not 0 ? TimeProvider.System.GetElapsedTime(began) : null;

    /// <summary>Runs the next task that is ready; false when none is.</summary>
    public bool RunNext()
    {
        if (Take() is not { } task)
        {
            return false;
        }

        Interlocked.Exchange(ref _began, TimeProvider.System.GetTimestamp());
        try
        {
            return TryExecuteTask(task);
        }
        finally
        {
            Interlocked.Exchange(ref _began, 0);
        }
    }

    /// <summary>Waits for work that comes from elsewhere: a thread of the pool that escaped.</summary>
    public bool WaitForWork(TimeSpan limit)
    {
        lock (_gate)
        {
            if (_first == _ready.Count && !Monitor.Wait(_gate, limit))
            {
                return false;
            }
        }

        return RunNext();
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _ready.Add(task);
            Monitor.Pulse(_gate);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _ready.Skip(_first)];
        }
    }

    private Task? Take()
    {
        lock (_gate)
        {
            var count = _ready.Count - _first;
            if (count == 0)
            {
                return null;
            }

            if (count > 1 && Pick?.Invoke(count) is int at and > 0)
            {
                var picked = _ready[_first + at];
                _ready.RemoveAt(_first + at);
                return picked;
            }

            var task = _ready[_first++];
            if (_first == _ready.Count)
            {
                _ready.Clear();
                _first = 0;
            }

            return task;
        }
    }
}
