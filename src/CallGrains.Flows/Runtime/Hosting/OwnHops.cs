namespace CallGrains.Flows.Runtime;

/// <summary>
/// Which calls this process has placed lately: when one of them comes back as a call to one of our numbers, it is no
/// person's. Safe for many threads.
/// </summary>
internal sealed class OwnHops
{
    /// <summary>A call comes in at once, or it was another.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private const int MostKept = 10_000;
    private readonly Lock _gate = new();
    private readonly Queue<Hop> _all = new();
    private readonly Dictionary<string, List<Hop>> _byCallee = new(StringComparer.Ordinal);

    /// <summary>A call is about to be placed.</summary>
    /// <param name="shown">The numbers that may be shown.</param>
    /// <param name="to">Who is called.</param>
    /// <param name="hops">How often calls have led to one another, this one included.</param>
    /// <param name="now">The time.</param>
    public void Places(IReadOnlyCollection<string> shown, string to, int hops, DateTimeOffset now)
    {
        lock (_gate)
        {
            while (_all.TryPeek(out var first) && (now - first.At > Window || _all.Count >= MostKept))
            {
                Forget(_all.Dequeue());
            }

            var hop = new Hop(shown, to, hops, now);
            _all.Enqueue(hop);
            (_byCallee.TryGetValue(to, out var others) ? others : _byCallee[to] = []).Add(hop);
        }
    }

    /// <summary>
    /// How often calls have led to one that comes in, each placed call being taken for one only; null when this process
    /// has not placed it.
    /// </summary>
    public int? Take(string? from, string? to, DateTimeOffset now)
    {
        lock (_gate)
        {
            var hop = _byCallee.GetValueOrDefault(to ?? "")?.Find(h => h.Shows(from) && now - h.At <= Window);
            if (hop is not null)
            {
                Forget(hop);
            }

            return hop?.Count;
        }
    }

    private void Forget(Hop hop)
    {
        if (_byCallee.TryGetValue(hop.To, out var others) && others.Remove(hop) && others.Count == 0)
        {
            _byCallee.Remove(hop.To);
        }
    }

    private sealed class Hop(IReadOnlyCollection<string> shown, string to, int count, DateTimeOffset at)
    {
        public string To => to;

        public int Count => count;

        public DateTimeOffset At => at;

        /// <summary>Whether a caller may be this one; one who withholds the number may.</summary>
        public bool Shows(string? from) => from is not null && shown.Contains(from) || (shown.Contains(Withheld) && !Party.CanBeCalled(from));
    }

    /// <summary>Shown instead of a number.</summary>
    public const string Withheld = "private";
}
