using System.Diagnostics;

namespace CallGrains.Testing.Worlds;

/// <content>Code of a flow that never gives its thread back.</content>
internal sealed partial class World
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private bool _isWatched;

    /// <summary>
    /// How long one turn of a flow, or the code of one step, may take on the machine's own clock until the run fails.
    /// </summary>
    public TimeSpan TurnPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Whether something never came back: its thread is left to it, and nothing here can be relied on any more.
    /// </summary>
    public bool HasStalled { get; private set; }

    /// <summary>
    /// Runs what drives this world on a thread of its own, and waits for it: nothing can end a loop that never comes
    /// back, but the test need not wait for it.
    /// </summary>
    /// <exception cref="TimeoutException">Something never came back; it says what, and where.</exception>
    public T Watched<T>(Func<T> run)
    {
        if (_isWatched || _scheduler is null || Debugger.IsAttached)
        {
            return run();
        }

        _isWatched = true;
        try
        {
            var running = Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
            while (!((IAsyncResult)running).AsyncWaitHandle.WaitOne(Look))
            {
                if (_scheduler.RunsFor > TurnPatience)
                {
                    HasStalled = true;
                    throw new TimeoutException(Stalled());
                }
            }

            return running.GetAwaiter().GetResult();
        }
        finally
        {
            _isWatched = false;
        }
    }

    private void ThrowIfStalled()
    {
        if (HasStalled)
        {
            throw new TimeoutException("Nobody waits for this any more.");
        }
    }

    private string Stalled()
    {
        var what = Process.Running.FirstOrDefault() is ({ Id: not null } grain, var where)
            ? $"Code of the flow '{(Exists(grain) ? Summary(grain).Flow : "?")}' of {grain}, {where}, has"
            : "Something has";
        return $"{what} run for {TurnPatience.TotalSeconds:0.#} s of the real clock and does not end: an endless loop, or a wait that holds the thread. Its thread runs on until this program ends.";
    }
}
