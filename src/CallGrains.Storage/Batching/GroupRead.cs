namespace CallGrains.Storage;

/// <summary>
/// Reads that come while others are under way share the next statement. A new call is a read too, of nothing; each by
/// itself would cost the store more than the call's entries.
/// </summary>
/// <remarks>Safe for use by many threads.</remarks>
internal sealed class GroupRead(Func<IReadOnlyList<WantedHistory>, Task> read)
{
    // Two, so that a grain with a long history holds up half of the others at most.
    private const int StatementsAtOnce = 2;
    private const int MaxGrains = 100;

    private readonly Queue<WantedHistory> _waiting = new();
    private int _running;

    /// <summary>See <see cref="IJournal.ReadAsync"/>.</summary>
    public Task<JournalHistory?> ReadAsync(FlowAddress address, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = new WantedHistory(address);
        lock (_waiting)
        {
            _waiting.Enqueue(wanted);
            if (_running < StatementsAtOnce)
            {
                _running++;

                // Not in the caller's context: an actor's scheduler may end before those who read with it are served.
                _ = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return wanted.Task.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            try
            {
                await read(batch);
            }
            catch (Exception exception)
            {
                batch.ForEach(wanted => wanted.Fail(exception));
            }
        }
    }

    private List<WantedHistory> Take()
    {
        var batch = new List<WantedHistory>();
        lock (_waiting)
        {
            while (batch.Count < MaxGrains && _waiting.TryDequeue(out var wanted))
            {
                batch.Add(wanted);
            }

            _running -= batch.Count == 0 ? 1 : 0;
        }

        return batch;
    }
}

/// <summary>A grain that somebody wants to read, and the promise that he holds.</summary>
internal sealed class WantedHistory(FlowAddress address) : TaskCompletionSource<JournalHistory?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public FlowAddress Address => address;

    /// <summary>
    /// Tells the caller what went wrong, in an exception of his own: a thrown one keeps the stack of its thrower.
    /// </summary>
    public void Fail(Exception exception) => TrySetException(exception switch
    {
        JournalFormatException => new JournalFormatException(exception.Message, exception.InnerException),
        JournalUnavailableException => new JournalUnavailableException(exception.Message, exception.InnerException),
        _ => exception,
    });
}
