namespace CallGrains.Simulator.History;

/// <summary>The last entries, numbered from 1 for ever; the oldest make room.</summary>
/// <threadsafety>Safe for use from any thread.</threadsafety>
internal sealed class Ring<T>(int capacity)
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
        lock (gate)
        {
            var entry = make(++total);
            entries.Enqueue(entry);
            if (entries.Count > capacity) entries.Dequeue();
            return entry;
        }
    }

    public IReadOnlyList<T> All()
    {
        lock (gate) return [.. entries];
    }
}
