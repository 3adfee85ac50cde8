namespace CallGrains.Flows.Runtime;

/// <summary>
/// The requests that wait for their leases, in groups of one priority that count against the same limits. Within a
/// group nobody overtakes, so a look at the queue costs as much as there are groups and grants, however many wait. Not
/// safe for many threads.
/// </summary>
internal sealed class RateQueue
{
    private readonly Dictionary<string, SortedSet<RateWaiter>> _groups = new(StringComparer.Ordinal);

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>All that wait, in no order.</summary>
    public IEnumerable<RateWaiter> All => _groups.Values.SelectMany(group => group);

    public void Add(RateWaiter waiter)
    {
        if (!_groups.TryGetValue(waiter.Group, out var group))
        {
            _groups[waiter.Group] = group = new SortedSet<RateWaiter>(RateWaiter.InOrder);
        }

        Count += group.Add(waiter) ? 1 : 0;
    }

    /// <summary>Takes a request out; false when it waits no more.</summary>
    public bool Remove(RateWaiter waiter)
    {
        if (!_groups.TryGetValue(waiter.Group, out var group) || !group.Remove(waiter))
        {
            return false;
        }

        Count--;
        if (group.Count == 0)
        {
            _groups.Remove(waiter.Group);
        }

        return true;
    }

    /// <summary>Whether nobody is ahead of a request that waits.</summary>
    public bool IsFirst(RateWaiter waiter) => _groups.Values.All(group => RateWaiter.InOrder.Compare(waiter, group.Min) <= 0);

    /// <summary>Visits those that wait in their order, until one of their group may not go yet.</summary>
    /// <param name="tryTake">Lets a request go and takes it out of the queue, or returns false: then nobody of its
    /// group is visited any more.</param>
    public void Visit(Func<RateWaiter, bool> tryTake)
    {
        var heads = new PriorityQueue<RateWaiter, RateWaiter>(RateWaiter.InOrder);
        heads.EnqueueRange(_groups.Values.Select(group => (group.Min!, group.Min!)));
        while (heads.TryDequeue(out var waiter, out _))
        {
            if (tryTake(waiter) && _groups.TryGetValue(waiter.Group, out var group))
            {
                heads.Enqueue(group.Min!, group.Min!);
            }
        }
    }
}
