using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.History;

/// <summary>The last entries, numbered from 1 for ever; the oldest make room.</summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class Ring<T>(int capacity, Pulse? pulse = null)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _entries = new();
    private long _total;

    /// <summary>Whether anything is remembered at all.</summary>
    public bool IsKept => capacity > 0;

    public long Total
    {
        get
        {
            lock (_gate)
            {
                return _total;
            }
        }
    }

    public T Add(Func<long, T> make)
    {
        T entry;
        lock (_gate)
        {
            entry = make(++_total);
            _entries.Enqueue(entry);
            if (_entries.Count > capacity)
            {
                _entries.Dequeue();
            }
        }

        pulse?.Beat();
        return entry;
    }

    /// <summary>An entry has changed after it was added.</summary>
    public void Touch() => pulse?.Beat();

    /// <summary>
    /// The entries numbered above <paramref name="number"/>, at most the last <paramref name="limit"/>.
    /// </summary>
    public IReadOnlyList<T> After(long number, int limit)
    {
        lock (_gate)
        {
            var wanted = (int)Math.Clamp(_total - number, 0, Math.Min(limit, _entries.Count));
            return [.. _entries.Skip(_entries.Count - wanted)];
        }
    }

    /// <summary>The entry with a number; null when there is none (any more).</summary>
    public T? Find(long number)
    {
        lock (_gate)
        {
            var at = number - 1 - (_total - _entries.Count);
            return at >= 0 && at < _entries.Count ? _entries.ElementAt((int)at) : null;
        }
    }

    public IReadOnlyList<T> All()
    {
        lock (_gate)
        {
            return [.. _entries];
        }
    }
}
