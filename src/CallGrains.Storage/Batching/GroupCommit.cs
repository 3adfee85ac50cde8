using Microsoft.Extensions.Logging;

namespace CallGrains.Storage;

/// <summary>
/// The writers of a process, one or two: while a batch is being committed the next one gathers, so the number of disk
/// flushes follows the disk and not the load. Each has a thread of its own, because a flush blocks. A second writer
/// prepares its batch while the first one's is flushed; a grain is in the hands of one of them at a time.
/// </summary>
internal sealed partial class GroupCommit : IAsyncDisposable
{
    private readonly AppendQueue _queue;
    private readonly BatchLimits _limits;
    private readonly ILogger _logger;
    private readonly Task[] _writing;
    private int _failedBatches;

    public GroupCommit(BatchLimits limits, ILogger logger, params IReadOnlyList<IBatchWriter> writers)
    {
        (_limits, _logger) = (limits, logger);
        _queue = new AppendQueue(limits.MaxWaiting, limits.Worthwhile);
        _writing = [.. writers.Select(Start)];
    }

    /// <summary>See <see cref="IJournal.AppendAsync"/>.</summary>
    public Task AppendAsync(JournalAppend append)
    {
        JournalRules.Check(append);
        var pending = new PendingAppend(append);
        var answer = _queue.TryAdd(pending);
        if (answer != AppendQueueAnswer.Added)
        {
            pending.Fail(answer == AppendQueueAnswer.Full
                ? new JournalOverloadedException(_limits.MaxWaiting)
                : new JournalUnavailableException($"The journal is closed: the append to {append.Address} was not written."));
        }

        return pending.Task;
    }

    /// <summary>Writes what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await Task.WhenAll(_writing);
    }

    private Task Start(IBatchWriter writer)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Run(writer, stopped)) { IsBackground = true, Name = "CallGrains journal" }.Start();
        return stopped.Task;
    }

    private void Run(IBatchWriter writer, TaskCompletionSource stopped)
    {
        var batch = new List<PendingAppend>();
        while (_queue.Take(batch, _limits.MaxBatch))
        {
            Commit(writer, batch);
            _queue.GiveBack(batch);
            batch.Clear();
        }

        Close(writer, stopped);
    }

    private void Commit(IBatchWriter writer, List<PendingAppend> batch)
    {
        try
        {
            writer.Write(batch);
        }
        catch (Exception exception)
        {
            Fail(batch, exception);
            return;
        }

        foreach (var pending in batch)
        {
            pending.Complete();
        }

        NoteSuccess();
    }

    private void Fail(List<PendingAppend> batch, Exception exception)
    {
        foreach (var pending in batch)
        {
            pending.Fail(Explain(exception));
        }

        if (Interlocked.Increment(ref _failedBatches) == 1)
        {
            LogFailing(_logger, batch.Count, exception);
        }
    }

    // Each caller gets an exception of its own: a thrown one keeps the stack of its thrower.
    private static Exception Explain(Exception exception) => exception switch
    {
        JournalUnavailableException => new JournalUnavailableException(exception.Message, exception.InnerException),
        JournalFormatException => new JournalFormatException(exception.Message, exception.InnerException),
        _ => new JournalUnavailableException($"The journal could not be written ({exception.Message}); reload the grain before going on.", exception),
    };

    private void NoteSuccess()
    {
        if (Volatile.Read(ref _failedBatches) > 0)
        {
            LogRecovered(_logger, Interlocked.Exchange(ref _failedBatches, 0));
        }
    }

    private static void Close(IBatchWriter writer, TaskCompletionSource stopped)
    {
        try
        {
            writer.Dispose();
            stopped.SetResult();
        }
        catch (Exception exception)
        {
            stopped.SetException(exception);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The journal cannot be written: {Count} appends failed and were not acknowledged. Further failures are not logged until it works again.")]
    private static partial void LogFailing(ILogger logger, int count, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "The journal is written again, after {Batches} failed batches.")]
    private static partial void LogRecovered(ILogger logger, int batches);
}

/// <summary>How much may gather.</summary>
/// <param name="MaxWaiting">More appends than this do not wait: they are refused.</param>
/// <param name="MaxBatch">More than this do not go into one transaction.</param>
/// <param name="Worthwhile">Beside a transaction under way, another one begins when so many have gathered.</param>
internal readonly record struct BatchLimits(int MaxWaiting, int MaxBatch, int Worthwhile = 1);
