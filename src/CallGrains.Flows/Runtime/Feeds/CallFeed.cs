namespace CallGrains.Flows.Runtime;

/// <summary>Who is told what happens, and that there is something to tell. Safe for many threads.</summary>
internal sealed class CallFeed
{
    private readonly Lock _gate = new();
    private readonly List<SemaphoreSlim> _waiting = [];

    public CallFeed(IEnumerable<IFeedReceiver> receivers)
    {
        Receivers = [.. receivers];
        if (Receivers.CountBy(r => r.Name, StringComparer.Ordinal).FirstOrDefault(n => n.Value > 1) is { Key: { } twice })
        {
            throw new ArgumentException($"Two receivers of events are named '{twice}'; give each a name of its own.", nameof(receivers));
        }
    }

    /// <summary>Nobody.</summary>
    public static CallFeed Off { get; } = new([]);

    public IReadOnlyList<IFeedReceiver> Receivers { get; }

    public bool IsOn => Receivers.Count > 0;

    /// <summary>A count that is raised, to 1 at most, when something has been journalled for somebody.</summary>
    public SemaphoreSlim Listen()
    {
        var signal = new SemaphoreSlim(0);
        lock (_gate)
        {
            _waiting.Add(signal);
        }

        return signal;
    }

    /// <summary>Something has been journalled for somebody.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            foreach (var signal in _waiting)
            {
                if (signal.CurrentCount == 0)
                {
                    signal.Release();
                }
            }
        }
    }
}
