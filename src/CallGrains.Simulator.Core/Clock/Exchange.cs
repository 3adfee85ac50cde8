
namespace CallGrains.Simulator.Clock;

/// <summary>
/// The room in which everything happens: one lock, one clock, one queue of alarms. Whoever enters first settles what
/// was due by then, in the order of due times, each at exactly its own time; so a run depends on the order of requests
/// and not on the timers of the machine.
/// </summary>
/// <remarks>
/// One lock for all calls: legs touch each other (transfers, calls from app to app) and the work inside takes
/// microseconds. Nothing waits or does I/O in here: callbacks are queued, answers are written after leaving.
/// </remarks>
internal sealed class Exchange : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Alarm, (long Due, long Order)> _alarms = new();
    private readonly TimeProvider _clock;
    private readonly INetworkLog _log;
    private readonly Pulse _pulse;
    private readonly ITimer _timer;
    private long _order;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;

    public Exchange(TimeProvider clock, Pulse pulse, INetworkLog log)
    {
        _clock = clock;
        _log = log;
        _pulse = pulse;
        Now = clock.GetUtcNow();
        _timer = clock.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The simulated time; inside an alarm, the time it was due.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Completes when the REST request being handled has its answer; null inside an alarm.</summary>
    public Task? Reply { get; private set; }

    /// <summary>
    /// Runs <paramref name="action"/> alone in the exchange, with all that was due before it already done.
    /// </summary>
    public T Run<T>(Func<T> action, Task? reply = null)
    {
        try
        {
            lock (_gate)
            {
                return RunAlone(action, reply);
            }
        }
        finally
        {
            _pulse.Beat();
        }
    }

    public void Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    /// <summary>Looks without touching: nothing that is due is settled first, and nobody is told.</summary>
    public T Look<T>(Func<T> look)
    {
        lock (_gate)
        {
            return look();
        }
    }

    /// <summary>Plans <paramref name="action"/>; only from inside the exchange.</summary>
    public Alarm After(TimeSpan delay, Action action)
    {
        var alarm = new Alarm(Now + delay, action);
        _alarms.Enqueue(alarm, (alarm.Due.UtcTicks, _order++));
        return alarm;
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        lock (_gate)
        {
            _armedFor = DateTimeOffset.MaxValue;
            Settle();
            Arm();
        }

        _pulse.Beat();
    }

    private T RunAlone<T>(Func<T> action, Task? reply)
    {
        Settle();
        Reply = reply;
        try
        {
            return action();
        }
        finally
        {
            Reply = null;
            Arm();
        }
    }

    private void Settle()
    {
        var until = _clock.GetUtcNow();
        while (Next() is { } alarm && alarm.Due <= until)
        {
            _alarms.Dequeue();
            Now = alarm.Due;
            Ring(alarm);
        }

        if (until > Now)
        {
            Now = until;
        }
    }

    private Alarm? Next()
    {
        while (_alarms.TryPeek(out var alarm, out _))
        {
            if (!alarm.IsCancelled)
            {
                return alarm;
            }

            _alarms.Dequeue();
        }

        return null;
    }

    private void Ring(Alarm alarm)
    {
        try
        {
            alarm.Ring();
        }
#pragma warning disable CA1031 // One broken call must not stop the clock of all others.
        catch (Exception failure)
        {
            _log.AlarmFailed(failure);
        }
#pragma warning restore CA1031
    }

    private void Arm()
    {
        var due = Next()?.Due ?? DateTimeOffset.MaxValue;
        if (due == _armedFor)
        {
            return;
        }

        _armedFor = due;
        if (due == DateTimeOffset.MaxValue)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(due > Now ? due - Now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
