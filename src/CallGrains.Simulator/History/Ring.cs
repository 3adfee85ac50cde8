using CallGrains.Simulator.Clock;

namespace CallGrains.Simulator.History;

/// <summary>The last entries, numbered from 1 for ever; the oldest make room.</summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class Ring<T>(int capacity, Pulse? pulse = null)
    where T : class
{
    private readonly Lock gate = new();
    private readonly Queue<T> entries = new();
    private long total;

    public long Total
    {
        get
        {
            lock (gate) return total;
        }
    }

    public T Add(Func<long, T> make)
    {
        T entry;
        lock (gate)
        {
            entry = make(++total);
            entries.Enqueue(entry);
            if (entries.Count > capacity) entries.Dequeue();
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
        lock (gate)
        {
            var wanted = (int)Math.Clamp(total - number, 0, Math.Min(limit, entries.Count));
            return [.. entries.Skip(entries.Count - wanted)];
        }
    }

    /// <summary>The entry with a number; null when there is none (any more).</summary>
    public T? Find(long number)
    {
        lock (gate)
        {
            var at = number - 1 - (total - entries.Count);
            return at >= 0 && at < entries.Count ? entries.ElementAt((int)at) : null;
        }
    }

    public IReadOnlyList<T> All()
    {
        lock (gate) return [.. entries];
    }
}
