using System.Collections.Concurrent;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>
/// Grains that take no more events of a kind for now (<see cref="OverloadedException.IsOfGrain"/>): a sender who goes
/// on all the same would else make the grain be read from its journal for each event. Safe for many threads.
/// </summary>
internal sealed class FullGrains(TimeProvider time)
{
    private const int Most = 1000;
    private readonly ConcurrentDictionary<(FlowAddress Grain, Type Event), (DateTimeOffset Until, string Why)> _full = new();

    /// <summary>Refuses what the grain would refuse.</summary>
    /// <exception cref="OverloadedException">It has said so a moment ago.</exception>
    public void ThrowIfFull(FlowAddress grain, CarrierEvent e)
    {
        // Not whether there is any: that takes the dictionary's locks, all of them, where there is none.
        if (!_full.TryGetValue((grain, e.GetType()), out var full))
        {
            return;
        }

        var left = full.Until - time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            throw new OverloadedException(full.Why, left) { IsOfGrain = true };
        }

        _full.TryRemove((grain, e.GetType()), out _);
    }

    /// <summary>Remembers what a grain has said; not of more grains than memory should be spent on.</summary>
    public void Note(FlowAddress grain, CarrierEvent e, OverloadedException refusal)
    {
        var now = time.GetUtcNow();
        if (_full.Count >= Most)
        {
            foreach (var (key, full) in _full.Where(f => f.Value.Until <= now))
            {
                _full.TryRemove(new(key, full));
            }
        }

        if (_full.Count < Most)
        {
            _full[(grain, e.GetType())] = (now + refusal.RetryAfter, refusal.Message);
        }
    }
}
