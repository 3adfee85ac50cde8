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
    private long _pausedUntil;
    private double _strain = 1;
    private int _counted;
    private long _order;

    /// <summary>Goes on with what another one has counted.</summary>
    public RateBucket(CountedLimit counted, TimeSpan now)
        : this(counted.Class, counted.Limit)
    {
        (_strain, PausedUntil) = (counted.Strain, now + counted.Pause);
        foreach (var (count, remains) in counted.Uses)
        {
            Add(new BucketUse(count, ++_order) { End = now + remains });
        }
    }

    public string Class { get; } = @class;

    /// <summary>This one alone, as leases hold it.</summary>
    public IReadOnlyList<RateBucket> Alone => field ??= [this];

    public RateLimit? Limit { get; } = limit;

    /// <summary>
    /// In which look at the queue somebody ahead was found to wait for room here: nobody behind may take it.
    /// </summary>
    public long ReservedIn { get; set; }

    // The one thing that is read without the governor's lock.
    private TimeSpan PausedUntil
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _pausedUntil));
        set => Volatile.Write(ref _pausedUntil, value.Ticks);
    }

    /// <summary>
    /// The limit's window; longer after the carrier said no, for its limit is then lower than ours, or shared with
    /// others.
    /// </summary>
    private TimeSpan Window => Limit!.Window * _strain;

    /// <summary>Whether nothing holds a request back. Safe for many threads.</summary>
    public bool IsFree(TimeSpan now) => Limit is null && PausedUntil <= now;

    /// <summary>How long until there is room; zero for now.</summary>
    public TimeSpan Until(int count, TimeSpan now)
    {
        Forget(now);
        var paused = PausedUntil > now ? PausedUntil - now : TimeSpan.Zero;
        var room = Limit is null ? TimeSpan.Zero : UntilRoom(count, now, Limit.Count);
        return paused > room ? paused : room;
    }

    public BucketUse Take(int count, TimeSpan now)
    {
        var use = new BucketUse(count, ++_order) { End = Limit is null ? now : now + LongestWay + Window };
        return Add(use);
    }

    /// <summary>What it counts, as times from now on.</summary>
    public CountedLimit Counted(string key, TimeSpan now)
    {
        Forget(now);
        var pause = PausedUntil > now ? PausedUntil - now : TimeSpan.Zero;
        return new CountedLimit(key, Class, Limit!, [.. _uses.Select(u => (u.Count, u.End - now))], pause, _strain);
    }

    /// <summary>Nobody knows what was counted before: all of it, until then.</summary>
    public void UsedUp(TimeSpan until) => Add(new BucketUse(Limit!.Count, ++_order) { End = until });

    /// <summary>The answer has come; the carrier has counted it by now.</summary>
    public void Done(BucketUse use, TimeSpan now)
    {
        if (!Remove(use))
        {
            return;
        }

        if (Limit is not null)
        {
            use.End = now + Window;
            Add(use);
        }
    }

    public void GiveBack(BucketUse use) => Remove(use);

    /// <summary>The carrier said no.</summary>
    public void Refused(TimeSpan? retryAfter, TimeSpan now)
    {
        var wait = retryAfter ?? Limit?.Window ?? TimeSpan.FromSeconds(1);
        PausedUntil = now + wait > PausedUntil ? now + wait : PausedUntil;
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
    /// <summary>The uses of a lease that counts for nothing.</summary>
    public static IReadOnlyList<BucketUse> Free { get; } = [new(0, 0)];

    public static IComparer<BucketUse> ByEnd { get; } = Comparer<BucketUse>.Create((a, b) => (a.End, a.Order).CompareTo((b.End, b.Order)));

    public int Count { get; } = count;

    public long Order { get; } = order;

    public TimeSpan End { get; set; }
}

/// <summary>What one limit has counted, for a governor elsewhere.</summary>
/// <param name="Key">The bucket's.</param>
/// <param name="Class">The limit's kind.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Uses">How much each use counts, and for how long still.</param>
/// <param name="Pause">How long the carrier wants to be left alone still.</param>
/// <param name="Strain">By how much windows are longer than documented.</param>
internal sealed record CountedLimit(string Key, string Class, RateLimit Limit, IReadOnlyList<(int Count, TimeSpan Remains)> Uses, TimeSpan Pause, double Strain);
