namespace CallGrains.Storage;

/// <summary>Where appends gather while the batch before them is being committed. Many threads add, one takes.</summary>
internal sealed class AppendQueue(int capacity)
{
    private readonly Queue<PendingAppend> _waiting = new();
    private bool _isClosed;

    /// <summary>Adds at the end.</summary>
    public AppendQueueAnswer TryAdd(PendingAppend pending)
    {
        lock (_waiting)
        {
            if (_isClosed)
            {
                return AppendQueueAnswer.Closed;
            }

            if (_waiting.Count >= capacity)
            {
                return AppendQueueAnswer.Full;
            }

            _waiting.Enqueue(pending);
            if (_waiting.Count == 1)
            {
                Monitor.Pulse(_waiting);
            }

            return AppendQueueAnswer.Added;
        }
    }

    /// <summary>Moves what has gathered into <paramref name="batch"/>, in order; waits for the first. False: closed, and nothing is left.</summary>
    public bool Take(List<PendingAppend> batch, int limit)
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0)
            {
                if (_isClosed)
                {
                    return false;
                }

                Monitor.Wait(_waiting);
            }

            while (batch.Count < limit && _waiting.TryDequeue(out var pending))
            {
                batch.Add(pending);
            }

            return true;
        }
    }

    /// <summary>Takes no more; what waits can still be taken.</summary>
    public void Close()
    {
        lock (_waiting)
        {
            _isClosed = true;
            Monitor.Pulse(_waiting);
        }
    }
}

/// <summary>What became of an append that was to be queued.</summary>
internal enum AppendQueueAnswer
{
    Added,
    Full,
    Closed,
}
