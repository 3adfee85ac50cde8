namespace CallGrains.Storage;

/// <summary>
/// When grains of a journal in memory are to be woken, whose lock guards it. Nearly each append moves a grain's wake-up
/// by a little, so grains are kept by slots of time, and few appends lead to another one.
/// </summary>
internal sealed class MemoryWakeUps
{
    private static readonly long Slot = TimeSpan.FromSeconds(10).Ticks;

    private readonly SortedDictionary<long, HashSet<int>> _slots = [];

    /// <summary>A grain is to be woken at another time.</summary>
    /// <param name="grain">Its place in the order of age.</param>
    /// <param name="from">When it was to be woken; null for never.</param>
    /// <param name="to">When it is to be woken now; null for never.</param>
    public void Move(int grain, DateTimeOffset? from, DateTimeOffset? to)
    {
        var (before, after) = (SlotOf(from), SlotOf(to));
        if (before == after)
        {
            return;
        }

        if (before is { } left && _slots.TryGetValue(left, out var others))
        {
            others.Remove(grain);
            if (others.Count == 0)
            {
                _slots.Remove(left);
            }
        }

        if (after is { } entered)
        {
            if (!_slots.TryGetValue(entered, out var grains))
            {
                _slots[entered] = grains = [];
            }

            grains.Add(grain);
        }
    }

    /// <summary>The grains whose time has come, the longest overdue first.</summary>
    /// <param name="now">The time.</param>
    /// <param name="wakeAt">When a grain is to be woken.</param>
    public IEnumerable<int> Due(DateTimeOffset now, Func<int, DateTimeOffset?> wakeAt) => _slots
        .TakeWhile(slot => slot.Key <= SlotOf(now))
        .SelectMany(slot => slot.Value.Select(grain => (At: wakeAt(grain), Grain: grain)).Where(wake => wake.At <= now).Order())
        .Select(wake => wake.Grain);

    private static long? SlotOf(DateTimeOffset? time) => time?.UtcTicks / Slot;
}
