namespace CallGrains.Flows;

/// <summary>
/// Steps that belong together: unless all of them are done, those that were done are undone again, the last one first.
/// <code>
/// await using var booking = call.BeginSaga();
/// var seat = await booking.StepAsync("book", () => seats.BookAsync(call.From), undo: s => seats.ReleaseAsync(s));
/// await booking.StepAsync("charge", () => bank.ChargeAsync(order), undo: () => bank.RefundAsync(order));
/// booking.Complete();
/// </code>
/// Whatever leaves the block before <see cref="Complete"/> undoes: an exception, a <c>return</c>, a hang-up, a stop
/// word. Each undo is a step of its own, tried again as the saga says, and survives crashes.
/// </summary>
/// <remarks>
/// For the script's own turn only. An undo runs at least once, so make it repeatable, and let it bear that there is
/// nothing to undo. The script waits until all is undone: tell the caller before you leave the block.
/// </remarks>
public sealed class Saga : IAsyncDisposable
{
    private readonly ScriptContext _context;
    private readonly StepRetry _retry;
    private readonly Stack<(string Name, Func<Task> Undo)> _undo = new();
    private readonly List<string> _notUndone = [];
    private bool _isCompleted;

    internal Saga(ScriptContext context, StepRetry retry) => (_context, _retry) = (context, retry);

    /// <summary>
    /// The names of steps whose undo has failed for good, in the order in which they were to be undone. Each of these
    /// failures is a failure of the flow in its journal, in lists and in the log.
    /// </summary>
    public IReadOnlyList<string> NotUndone => _notUndone;

    /// <summary>
    /// Runs a step, and remembers how to undo it once it has returned. For a step that needs no result to be undone,
    /// use the overload that undoes a step in doubt too.
    /// </summary>
    /// <inheritdoc cref="ScriptContext.StepAsync{T}(string, Func{Task{T}}, StepRetry, TimeSpan?)"/>
    /// <param name="name">Names the step in the journal; its undo is <c>undo NAME</c>.</param>
    /// <param name="step">The work. It must not touch the call.</param>
    /// <param name="undo">Takes it back, given what it returned.</param>
    /// <param name="retry">How the step is tried again; null for once only.</param>
    /// <param name="timeout">The longest one try may take, up to a day; null for 60 s.</param>
    public async Task<T> StepAsync<T>(string name, Func<Task<T>> step, Func<T, Task> undo, StepRetry? retry = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(undo);
        var result = await RunAsync(name, step, retry, timeout);
        OnUndo(name, () => undo(result));
        return result;
    }

    /// <summary>
    /// Runs a step, and remembers before how to undo it: a step that fails may have been done by halves, or its answer
    /// lost, and is undone too.
    /// </summary>
    /// <inheritdoc cref="ScriptContext.StepAsync{T}(string, Func{Task{T}}, StepRetry, TimeSpan?)"/>
    /// <param name="name">Names the step in the journal; its undo is <c>undo NAME</c>.</param>
    /// <param name="step">The work. It must not touch the call.</param>
    /// <param name="undo">Takes it back, as far as it was done.</param>
    /// <param name="retry">How the step is tried again; null for once only.</param>
    /// <param name="timeout">The longest one try may take, up to a day; null for 60 s.</param>
    public Task<T> StepAsync<T>(string name, Func<Task<T>> step, Func<Task> undo, StepRetry? retry = null, TimeSpan? timeout = null)
    {
        OnUndo(name, undo);
        return RunAsync(name, step, retry, timeout);
    }

    /// <inheritdoc cref="StepAsync{T}(string, Func{Task{T}}, Func{Task}, StepRetry, TimeSpan?)"/>
    public Task StepAsync(string name, Func<Task> step, Func<Task> undo, StepRetry? retry = null, TimeSpan? timeout = null)
    {
        OnUndo(name, undo);
        return retry is null ? _context.StepAsync(name, step, timeout) : _context.StepAsync(name, step, retry, timeout);
    }

    /// <summary>Remembers how to undo what is no step of this saga: a call that was started, a text.</summary>
    /// <param name="name">Names it; its undo is the step <c>undo NAME</c>.</param>
    /// <param name="undo">Takes it back. It must not touch the call.</param>
    /// <exception cref="InvalidOperationException">The saga is complete, or undone.</exception>
    public void OnUndo(string name, Func<Task> undo)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(undo);
        _undo.Push(_isCompleted ? throw new InvalidOperationException($"'{name}' comes after the end of its saga, so nothing would undo it; begin another saga.") : (name, undo));
    }

    /// <summary>All is done: nothing is undone any more.</summary>
    public void Complete()
    {
        _isCompleted = true;
        _undo.Clear();
    }

    /// <summary>
    /// Undoes at once what was done, the last first; does nothing when all is done or undone. An undo that fails for
    /// good is noted (<see cref="NotUndone"/>), and those before it are undone all the same.
    /// </summary>
    public async Task UndoAsync()
    {
        _isCompleted = true;
        _context.Undoing++;
        try
        {
            while (_undo.TryPop(out var done))
            {
                await UndoAsync(done.Name, done.Undo);
            }
        }
        finally
        {
            _context.Undoing--;
        }
    }

    /// <summary>Undoes what was done, unless all is done.</summary>
    public ValueTask DisposeAsync() => _undo.Count == 0 ? ValueTask.CompletedTask : new(UndoAsync());

    private async Task UndoAsync(string name, Func<Task> undo)
    {
        try
        {
            await _context.StepAsync($"undo {name}", undo, _retry);
        }
        catch (StepFailedException e)
        {
            _notUndone.Add(name);
            _context.Report(e);
        }
    }

    private Task<T> RunAsync<T>(string name, Func<Task<T>> step, StepRetry? retry, TimeSpan? timeout) =>
        retry is null ? _context.StepAsync(name, step, timeout) : _context.StepAsync(name, step, retry, timeout);
}
