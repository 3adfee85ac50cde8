namespace CallGrains.Flows.Runtime;

/// <summary>A request in the governor's queue.</summary>
internal sealed class RateWaiter(RateRequest request, IReadOnlyList<RateBucket> buckets, long order, TimeSpan since)
{
    // Who waits goes on elsewhere, not within the governor's lock.
    private readonly TaskCompletionSource<IRateLease> _lease = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _givingUp;

    /// <summary>By priority; within one priority the request that has waited longest goes first.</summary>
    public static IComparer<RateWaiter> InOrder { get; } =
        Comparer<RateWaiter>.Create((a, b) => (a.Request.Priority, a.Since, a.Order).CompareTo((b.Request.Priority, b.Since, b.Order)));

    /// <summary>Names those of the same priority that count against the same limits.</summary>
    public string Group { get; } = $"{(int)request.Priority}\n{string.Join('\n', request.Uses.Select(use => use.Key))}";

    public RateRequest Request { get; } = request;

    public IReadOnlyList<RateBucket> Buckets { get; } = buckets;

    public TimeSpan Since { get; } = since;

    /// <summary>The lease, once it has come.</summary>
    public Task<IRateLease> Lease => _lease.Task;

    private long Order { get; } = order;

    /// <summary>How long until all it counts against has room; zero for now.</summary>
    public TimeSpan Until(TimeSpan now) => Until(Request, Buckets, now);

    /// <summary>The same for a request that has not waited yet.</summary>
    public static TimeSpan Until(RateRequest request, IReadOnlyList<RateBucket> buckets, TimeSpan now)
    {
        var until = TimeSpan.Zero;
        for (var i = 0; i < buckets.Count; i++)
        {
            var room = buckets[i].Until(request.Uses[i].Count, now);
            until = room > until ? room : until;
        }

        return until;
    }

    /// <summary>Whether somebody ahead in the queue waits for room where this one would take it.</summary>
    public bool IsBehind(long look)
    {
        foreach (var bucket in Buckets)
        {
            if (bucket.ReservedIn == look)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Keeps the room it waits for from those behind; where there is room already, others may take it meanwhile.
    /// </summary>
    public void Reserve(long look, TimeSpan now)
    {
        for (var i = 0; i < Buckets.Count; i++)
        {
            if (Buckets[i].Until(Request.Uses[i].Count, now) > TimeSpan.Zero)
            {
                Buckets[i].ReservedIn = look;
            }
        }
    }

    public void Grant(IRateLease lease)
    {
        _lease.TrySetResult(lease);
        _givingUp.Unregister();
    }

    public void Cancel(CancellationToken token) => _lease.TrySetCanceled(token);

    /// <summary>Calls when the token is cancelled before the lease has come.</summary>
    public void GiveUpOn(Action<RateWaiter, CancellationToken> giveUp, CancellationToken token)
    {
        _givingUp = token.UnsafeRegister((_, cancelled) => giveUp(this, cancelled), null);
        if (Lease.IsCompleted)
        {
            _givingUp.Unregister();
        }
    }
}
