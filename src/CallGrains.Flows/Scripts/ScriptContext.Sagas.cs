namespace CallGrains.Flows;

public abstract partial class ScriptContext
{
    private static readonly StepRetry UndoRetry = new() { Attempts = 10 };

    /// <summary>
    /// Begins steps that belong together: what was done is undone when the block is left before
    /// <see cref="Saga.Complete"/>.
    /// </summary>
    /// <param name="undoRetry">How an undo that fails is tried again; null for 10 times, 1 second after the first
    /// failure, then after twice as long each time, up to a minute.</param>
    /// <exception cref="ArgumentException"><paramref name="undoRetry"/> is out of its limits.</exception>
    public Saga BeginSaga(StepRetry? undoRetry = null)
    {
        _run.EnsureTurn();
        undoRetry?.ThrowIfInvalid();
        return new Saga(this, undoRetry ?? UndoRetry);
    }

    /// <summary>How many sagas are being undone: a stop word does not cut that off.</summary>
    internal int Undoing
    {
        get => _run.Undoing;
        set => _run.Undoing = value;
    }

    /// <summary>Notes a failure that does not end the script.</summary>
    internal void Report(Exception failure) => _run.Report(failure);
}
