namespace CallGrains.Flows.Runtime;

/// <summary>
/// What one limit has counted: a log of uses, each of which leaves it a window after its answer. Not safe for many
/// threads.
/// </summary>
internal sealed class RateBucket(string @class, RateLimit? limit)
{
    /// <summary>
    /// A request without an answer counts as arrived after this time: it must not hold the others up for as long as it
    /// hangs.
    /// </summary>
    public static TimeSpan LongestWay => RateTimes.LongestWay;

    private const double MostStrain = 8, StrainUp = 1.5, StrainDown = 0.9;

    private readonly SortedSet<BucketUse> _uses = new(BucketUse.ByEnd);
    private TimeSpan _pausedUntil;
    private double _strain = 1;
    private int _counted;
    private long _order;

    public string Class { get; } = @class;

    /// <summary>
    /// In which look at the queue somebody ahead was found to wait for room here: nobody behind may take it.
    /// </summary>
    public long ReservedIn { get; set; }

    /// <summary>
    /// The limit's window; longer after the carrier said no, for its limit is then lower than ours, or shared with
    /// others.
    /// </summary>
    private TimeSpan Window => limit!.Window * _strain;

    /// <summary>How long until there is room; zero for now.</summary>
    public TimeSpan Until(int count, TimeSpan now)
    {
        Forget(now);
        var paused = _pausedUntil > now ? _pausedUntil - now : TimeSpan.Zero;
        var room = limit is null ? TimeSpan.Zero : UntilRoom(count, now, limit.Count);
        return paused > room ? paused : room;
    }

    public BucketUse Take(int count, TimeSpan now)
    {
        var use = new BucketUse(count, ++_order) { End = limit is null ? now : now + LongestWay + Window };
        return Add(use);
    }

    /// <summary>Nobody knows what was counted before: all of it, until then.</summary>
    public void UsedUp(TimeSpan until) => Add(new BucketUse(limit!.Count, ++_order) { End = until });

    /// <summary>The answer has come; the carrier has counted it by now.</summary>
    public void Done(BucketUse use, TimeSpan now)
    {
        if (!Remove(use))
        {
            return;
        }

        if (limit is not null)
        {
            use.End = now + Window;
            Add(use);
        }
    }

    public void GiveBack(BucketUse use) => Remove(use);

    /// <summary>The carrier said no.</summary>
    public void Refused(TimeSpan? retryAfter, TimeSpan now)
    {
        var wait = retryAfter ?? limit?.Window ?? TimeSpan.FromSeconds(1);
        _pausedUntil = now + wait > _pausedUntil ? now + wait : _pausedUntil;
        _strain = Math.Min(_strain * StrainUp, MostStrain);
    }

    /// <summary>The carrier said yes: a limit that was lower for a while may be as documented again.</summary>
    public void Taken() => _strain = Math.Max(1, 1 + ((_strain - 1) * StrainDown));

    private TimeSpan UntilRoom(int count, TimeSpan now, int most)
    {
        var over = _counted + Math.Min(count, most) - most;
        foreach (var use in _uses)
        {
            if (over <= 0)
            {
                break;
            }

            over -= use.Count;
            if (over <= 0)
            {
                return use.End - now;
            }
        }

        return TimeSpan.Zero;
    }

    private void Forget(TimeSpan now)
    {
        while (_uses.Min is { } oldest && oldest.End <= now)
        {
            Remove(oldest);
        }
    }

    private BucketUse Add(BucketUse use)
    {
        _uses.Add(use);
        _counted += use.Count;
        return use;
    }

    private bool Remove(BucketUse use)
    {
        var found = _uses.Remove(use);
        _counted -= found ? use.Count : 0;
        return found;
    }
}

/// <summary>One use of a limit, and when it ceases to count.</summary>
internal sealed class BucketUse(int count, long order)
{
    public static IComparer<BucketUse> ByEnd { get; } = Comparer<BucketUse>.Create((a, b) => (a.End, a.Order).CompareTo((b.End, b.Order)));

    public int Count { get; } = count;

    public long Order { get; } = order;

    public TimeSpan End { get; set; }
}
