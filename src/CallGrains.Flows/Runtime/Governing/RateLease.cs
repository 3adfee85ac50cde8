namespace CallGrains.Flows.Runtime;

/// <summary>A lease that the <see cref="Governor"/> granted.</summary>
internal sealed class RateLease(Governor governor, IReadOnlyList<RateBucket> buckets, IReadOnlyList<BucketUse> uses, TimeSpan waited) : IRateLease
{
    private int _state;
    private bool _refused;

    public IReadOnlyList<RateBucket> Buckets => buckets;

    public IReadOnlyList<BucketUse> Uses => uses;

    public TimeSpan Waited => waited;

    public void GiveBack() => Settle(static (bucket, use, _) => bucket.GiveBack(use));

    public void Refused(TimeSpan? retryAfter)
    {
        _refused = true;
        governor.NoteRefusal(this);
        governor.Release(this, (bucket, _, now) => bucket.Refused(retryAfter, now));
    }

    public void Dispose() => Settle(_refused ? End : EndWell);

    private static void End(RateBucket bucket, BucketUse use, TimeSpan now) => bucket.Done(use, now);

    private static void EndWell(RateBucket bucket, BucketUse use, TimeSpan now)
    {
        bucket.Done(use, now);
        bucket.Taken();
    }

    private void Settle(Action<RateBucket, BucketUse, TimeSpan> how)
    {
        // What was not counted is not taken back.
        if (Interlocked.Exchange(ref _state, 1) == 0 && uses != BucketUse.Free)
        {
            governor.Release(this, how);
        }
    }
}
