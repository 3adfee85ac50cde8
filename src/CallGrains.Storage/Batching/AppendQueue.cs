namespace CallGrains.Storage;

/// <summary>
/// Where appends gather while the batches before them are being committed. Many threads add, each writer takes. A grain
/// whose append a writer has taken is in hand: its next ones are held, in order, until that writer gives it back.
/// </summary>
internal sealed class AppendQueue(int capacity, int worthwhile = 1)
{
    private readonly Queue<PendingAppend> _waiting = new();
    private readonly Queue<PendingAppend> _held = new();
    private readonly HashSet<FlowAddress> _inHand = [];
    private int _batches;
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

            if (_waiting.Count + _held.Count >= capacity)
            {
                return AppendQueueAnswer.Full;
            }

            _waiting.Enqueue(pending);
            if (MayTake)
            {
                Monitor.Pulse(_waiting);
            }

            return AppendQueueAnswer.Added;
        }
    }

    /// <summary>
    /// Moves what has gathered into <paramref name="batch"/>, in order, and waits until something has. While another
    /// batch is being committed, until enough has gathered to be worth a commit of its own. Ends with a call of
    /// <see cref="GiveBack"/>. False: closed, and nothing is left for this writer.
    /// </summary>
    public bool Take(List<PendingAppend> batch, int limit)
    {
        lock (_waiting)
        {
            while (!TryMove(batch, limit))
            {
                if (_isClosed)
                {
                    return false;
                }

                Monitor.Wait(_waiting);
            }

            foreach (var pending in batch)
            {
                _inHand.Add(pending.Append.Address);
            }

            _batches++;
            return true;
        }
    }

    /// <summary>The batch is settled, whatever became of it: what was held for its grains may be taken.</summary>
    public void GiveBack(List<PendingAppend> batch)
    {
        lock (_waiting)
        {
            foreach (var pending in batch)
            {
                _inHand.Remove(pending.Append.Address);
            }

            _batches--;
            Monitor.PulseAll(_waiting);
        }
    }

    /// <summary>Takes no more; what waits can still be taken.</summary>
    public void Close()
    {
        lock (_waiting)
        {
            _isClosed = true;
            Monitor.PulseAll(_waiting);
        }
    }

    // What is held waits for a batch under way, so with none under way all may be taken.
    private bool MayTake => _batches == 0 ? _waiting.Count + _held.Count > 0 : _waiting.Count >= worthwhile;

    private bool TryMove(List<PendingAppend> batch, int limit)
    {
        if (!MayTake)
        {
            return false;
        }

        // All of it goes round, even when the batch is full: so what is held keeps its order.
        for (var count = _held.Count; count > 0; count--)
        {
            Move(_held, batch, limit);
        }

        while (batch.Count < limit && _waiting.Count > 0)
        {
            Move(_waiting, batch, limit);
        }

        return batch.Count > 0;
    }

    private void Move(Queue<PendingAppend> from, List<PendingAppend> batch, int limit)
    {
        var pending = from.Dequeue();
        if (batch.Count == limit || _inHand.Contains(pending.Append.Address))
        {
            _held.Enqueue(pending);
        }
        else
        {
            batch.Add(pending);
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
