using System.Collections.Concurrent;

namespace CallGrains.Testing.Worlds;

/// <summary>Runs everything on the test's own thread, in the order it became ready: the same test does the same each time.</summary>
internal sealed class VirtualScheduler : TaskScheduler
{
    private readonly BlockingCollection<Task> _ready = [];

    /// <summary>Runs the next task that is ready; false when none is.</summary>
    public bool RunNext() => _ready.TryTake(out var task) && TryExecuteTask(task);

    /// <summary>Waits for work that comes from elsewhere: a thread of the pool that escaped.</summary>
    public bool WaitForWork(TimeSpan limit) => _ready.TryTake(out var task, limit) && TryExecuteTask(task);

    protected override void QueueTask(Task task) => _ready.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _ready];
}
