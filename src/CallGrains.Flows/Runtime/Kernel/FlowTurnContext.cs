namespace CallGrains.Flows.Runtime;

/// <summary>
/// Where a flow's continuations run: on the thread of its turn, in the order they became ready, until none is left.
/// A continuation that comes while no turn runs has escaped the call's own waits.
/// </summary>
internal sealed class FlowTurnContext(Action onEscaped) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private volatile int _thread;
    private volatile bool _escaped;

    /// <summary>Whether something went on outside a turn.</summary>
    public bool Escaped => _escaped;

    /// <summary>Whether the calling thread is in a turn of this flow.</summary>
    public bool IsInTurn => _thread == Environment.CurrentManagedThreadId && Current == this;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (_thread == Environment.CurrentManagedThreadId)
        {
            _ready.Enqueue((d, state));
        }
        else
        {
            _escaped = true;
            onEscaped();
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs a turn: <paramref name="start"/>, and whatever becomes ready through it.</summary>
    public void Run(Action start) => Run(start, static start => start());

    /// <summary>The same with what the start needs, so that it need not be a closure.</summary>
    public void Run<TState>(TState state, Action<TState> start)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            start(state);
            while (_ready.TryDequeue(out var next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            _thread = 0;
            SetSynchronizationContext(outer);
        }
    }
}
