using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// The governor of one process: counts each limit over its sliding window, and lets requests go in their lease. A
/// process that shares an account with others learns from the carrier's refusals: it pauses until the carrier's reset,
/// and goes slower for a while.
/// </summary>
/// <remarks>
/// Safe for use by many threads. Requests under way when it is disposed go on; those that wait are cancelled.
/// </remarks>
public sealed class Governor : IRateLimiter, IDisposable
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, RateBucket> _buckets = new(StringComparer.Ordinal);
    private readonly RateQueue _queue = new();
    private readonly HashSet<string> _busyAccounts = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly GovernorMetrics _metrics;
    private readonly Func<RateLimit, TimeSpan> _usedUpFor;
    private readonly ITimer _timer;
    private readonly long _start;
    private TimeSpan _armedFor = TimeSpan.MaxValue;
    private long _order;
    private long _looks;
    private volatile bool _disposed;

    /// <summary>A governor with nothing counted yet.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="meters">Makes the meter; null for the platform's own.</param>
    /// <param name="usedUpFor">For how long a limit that is asked for the first time counts as used up, as an earlier
    /// governor may have used it; null for not at all.</param>
    public Governor(TimeProvider time, IMeterFactory? meters = null, Func<RateLimit, TimeSpan>? usedUpFor = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _usedUpFor = usedUpFor ?? (_ => TimeSpan.Zero);
        _start = time.GetTimestamp();
        _metrics = new GovernorMetrics(meters);
        _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <inheritdoc/>
    public ValueTask<IRateLease> AcquireAsync(RateRequest request, CancellationToken cancellationToken = default) => AcquireAsync(request, TimeSpan.Zero, cancellationToken);

    /// <summary>Waits for the lease of a request that has waited elsewhere already, and keeps its place.</summary>
    /// <param name="request">What it counts against, and how urgent it is.</param>
    /// <param name="waited">For how long it has waited.</param>
    /// <param name="cancellationToken">Gives the place up.</param>
    public ValueTask<IRateLease> AcquireAsync(RateRequest request, TimeSpan waited, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (FindFree(request) is { } free)
        {
            _metrics.Granted(request, waited);
            return new(new RateLease(this, free.Alone, BucketUse.Free, waited));
        }

        RateWaiter waiter;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var now = Now;
            var buckets = BucketsOf(request.Uses, now);
            if (_queue.Count == 0 && RateWaiter.Until(request, buckets, now) == TimeSpan.Zero)
            {
                return new(Grant(request, buckets, waited, now));
            }

            waiter = new RateWaiter(request, buckets, ++_order, now - waited);
            Enqueue(waiter);
            Arm(now, _queue.IsFirst(waiter) ? waiter.Until(now) : TimeSpan.Zero);
        }

        waiter.GiveUpOn(GiveUp, cancellationToken);
        return new(waiter.Lease);
    }

    /// <summary>Cancels what waits.</summary>
    public void Dispose()
    {
        List<RateWaiter> left;
        lock (_gate)
        {
            _disposed = true;
            left = [.. _queue.All];
            left.ForEach(waiter => Dequeue(waiter));
        }

        _timer.Dispose();
        left.ForEach(waiter => waiter.Cancel(new CancellationToken(canceled: true)));
    }

    /// <summary>What is counted now: for a governor elsewhere that takes this one's place.</summary>
    internal IReadOnlyList<CountedLimit> Counted()
    {
        lock (_gate)
        {
            var now = Now;
            return [.. _buckets.Where(b => b.Value.Limit is not null).Select(b => b.Value.Counted(b.Key, now))];
        }
    }

    /// <summary>
    /// Goes on with what another governor has counted. Leases that it has granted and that are not answered yet count
    /// as sent.
    /// </summary>
    internal void TakeOver(IEnumerable<CountedLimit> counted)
    {
        lock (_gate)
        {
            foreach (var limit in counted)
            {
                _buckets[limit.Key] = new RateBucket(limit, Now);
            }
        }
    }

    internal void Release(RateLease lease, Action<RateBucket, BucketUse, TimeSpan> how)
    {
        lock (_gate)
        {
            var now = Now;
            for (var i = 0; i < lease.Uses.Count; i++)
            {
                how(lease.Buckets[i], lease.Uses[i], now);
            }

            if (!_disposed && _queue.Count > 0)
            {
                Arm(now, TimeSpan.Zero);
            }
        }
    }

    internal void NoteRefusal(RateLease lease) => _metrics.Refused(lease.Buckets[0].Class);

    private void GiveUp(RateWaiter waiter, CancellationToken token)
    {
        lock (_gate)
        {
            if (!Dequeue(waiter))
            {
                return;
            }

            Arm(Now, TimeSpan.Zero);
        }

        waiter.Cancel(token);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _armedFor = TimeSpan.MaxValue;
            if (!_disposed && _queue.Count > 0)
            {
                Look(Now);
            }
        }
    }

    /// <summary>Lets go whoever may, from the front of the queue on; then sleeps until the next one may.</summary>
    private void Look(TimeSpan now)
    {
        _looks++;
        _busyAccounts.Clear();
        var next = TimeSpan.MaxValue;
        _queue.Visit(waiter =>
        {
            var isHeldBack = IsHeldBack(waiter);
            var until = isHeldBack ? TimeSpan.MaxValue : waiter.Until(now);
            if (until == TimeSpan.Zero)
            {
                Dequeue(waiter);
                waiter.Grant(Grant(waiter.Request, waiter.Buckets, now - waiter.Since, now));
                return true;
            }

            next = until < next ? until : next;
            if (!isHeldBack)
            {
                waiter.Reserve(_looks, now);
            }

            if (waiter.Request.Priority is RatePriority.Urgent or RatePriority.Live)
            {
                _busyAccounts.Add(waiter.Request.Account);
            }

            return false;
        });

        if (next < TimeSpan.MaxValue)
        {
            Arm(now, next);
        }
    }

    /// <summary>
    /// Where nothing is limited and the carrier has not said no, nothing is counted and nobody waits: such a request
    /// takes no lock, which all commands of a process would meet at.
    /// </summary>
    private RateBucket? FindFree(RateRequest request) =>
        request.Uses is [{ Limit: null } use] && !_disposed && _buckets.TryGetValue(use.Key, out var bucket) && bucket.IsFree(Now) ? bucket : null;

    private bool IsHeldBack(RateWaiter waiter) =>
        waiter.IsBehind(_looks) || (waiter.Request.Priority == RatePriority.New && _busyAccounts.Contains(waiter.Request.Account));

    private RateLease Grant(RateRequest request, IReadOnlyList<RateBucket> buckets, TimeSpan waited, TimeSpan now)
    {
        var uses = new BucketUse[buckets.Count];
        for (var i = 0; i < uses.Length; i++)
        {
            uses[i] = buckets[i].Take(request.Uses[i].Count, now);
        }

        _metrics.Granted(request, waited);
        return new RateLease(this, buckets, uses, waited);
    }

    private void Enqueue(RateWaiter waiter)
    {
        _queue.Add(waiter);
        _metrics.Queued(waiter.Request, 1);
    }

    private bool Dequeue(RateWaiter waiter)
    {
        if (!_queue.Remove(waiter))
        {
            return false;
        }

        _metrics.Queued(waiter.Request, -1);
        return true;
    }

    private RateBucket[] BucketsOf(IReadOnlyList<RateUse> uses, TimeSpan now)
    {
        var buckets = new RateBucket[uses.Count];
        for (var i = 0; i < buckets.Length; i++)
        {
            buckets[i] = BucketOf(uses[i], now);
        }

        return buckets;
    }

    private RateBucket BucketOf(RateUse use, TimeSpan now)
    {
        if (!_buckets.TryGetValue(use.Key, out var bucket))
        {
            _buckets[use.Key] = bucket = new RateBucket(use.Class, use.Limit);
            if (use.Limit is { } limit && _usedUpFor(limit) is var remains && remains > TimeSpan.Zero)
            {
                bucket.UsedUp(now + remains);
            }
        }

        return bucket;
    }

    /// <summary>
    /// The timer fires no earlier than asked by the clock it counts, so a look never comes too early; many arrivals
    /// share one.
    /// </summary>
    private void Arm(TimeSpan now, TimeSpan wait)
    {
        if (now + wait < _armedFor)
        {
            _armedFor = now + wait;
            _timer.Change(RoundUp(wait), Timeout.InfiniteTimeSpan);
        }
    }

    private static TimeSpan RoundUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
