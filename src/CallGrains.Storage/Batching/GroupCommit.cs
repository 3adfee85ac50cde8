using CallGrains.Flows;
using Microsoft.Extensions.Logging;

namespace CallGrains.Storage;

/// <summary>
/// The one writer of a process: while a batch is being committed the next one gathers, so the number of disk flushes
/// follows the disk and not the load. A thread of its own runs it, because a flush blocks.
/// </summary>
internal sealed partial class GroupCommit : IAsyncDisposable
{
    private readonly IBatchWriter _writer;
    private readonly AppendQueue _queue;
    private readonly BatchLimits _limits;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failedBatches;

    public GroupCommit(IBatchWriter writer, BatchLimits limits, ILogger logger)
    {
        (_writer, _limits, _logger) = (writer, limits, logger);
        _queue = new AppendQueue(limits.MaxWaiting);
        new Thread(Run) { IsBackground = true, Name = "CallGrains journal" }.Start();
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
        await _stopped.Task;
    }

    private void Run()
    {
        var batch = new List<PendingAppend>();
        while (_queue.Take(batch, _limits.MaxBatch))
        {
            Commit(batch);
            batch.Clear();
        }

        Close();
    }

    private void Commit(List<PendingAppend> batch)
    {
        try
        {
            _writer.Write(batch);
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

        if (_failedBatches++ == 0)
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
        if (_failedBatches > 0)
        {
            LogRecovered(_logger, _failedBatches);
            _failedBatches = 0;
        }
    }

    private void Close()
    {
        try
        {
            _writer.Dispose();
            _stopped.SetResult();
        }
        catch (Exception exception)
        {
            _stopped.SetException(exception);
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
internal readonly record struct BatchLimits(int MaxWaiting, int MaxBatch);
