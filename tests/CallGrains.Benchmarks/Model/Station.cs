namespace CallGrains.Benchmarks.Model;

/// <summary>Processors with one queue, in simulated time.</summary>
internal sealed class Station(ModelClock clock, int processors)
{
    private readonly Queue<(double Work, Action Then)> _waiting = new();
    private int _busy;

    /// <summary>Seconds of work done since the counting began.</summary>
    public double Worked { get; set; }

    public int Processors => processors;

    /// <summary>Does a piece of work when its turn has come.</summary>
    /// <param name="seconds">How long it takes.</param>
    /// <param name="then">What follows.</param>
    public void Do(double seconds, Action then)
    {
        if (_busy == processors)
        {
            _waiting.Enqueue((seconds, then));
            return;
        }

        _busy++;
        Run(seconds, then);
    }

    private void Run(double seconds, Action then) => clock.In(seconds, () =>
    {
        Worked += seconds;
        if (_waiting.TryDequeue(out var next))
        {
            Run(next.Work, next.Then);
        }
        else
        {
            _busy--;
        }

        then();
    });
}

/// <summary>Simulated time.</summary>
internal sealed class ModelClock
{
    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private long _order;

    public double Now { get; private set; }

    public void In(double seconds, Action what) => _events.Enqueue(what, (Now + seconds, _order++));

    /// <summary>Lets time pass.</summary>
    /// <param name="until">Until then.</param>
    public void Run(double until)
    {
        while (_events.TryPeek(out var what, out var when) && when.At <= until)
        {
            _events.Dequeue();
            Now = when.At;
            what();
        }

        Now = until;
    }
}
