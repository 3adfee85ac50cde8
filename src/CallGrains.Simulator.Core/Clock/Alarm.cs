namespace CallGrains.Simulator.Clock;

/// <summary>Something the exchange does at a later time, unless it is cancelled before.</summary>
internal sealed class Alarm(DateTimeOffset due, Action action)
{
    private Action? _action = action;

    public DateTimeOffset Due => due;

    public bool IsCancelled => _action is null;

    /// <summary>
    /// Lets go of the action at once: a cancelled alarm may lie in the queue for an hour of call time.
    /// </summary>
    public void Cancel() => _action = null;

    public void Ring()
    {
        var ringing = _action;
        _action = null;
        ringing?.Invoke();
    }
}
