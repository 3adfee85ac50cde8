namespace CallGrains.Orleans;

/// <summary>
/// Remembers when silos were last seen to leave. A governor that begins anew may follow one that died with such a silo,
/// and whose turns the carrier still counts. A silo that starts knows not when the others it finds gone have left: just
/// now, for all it knows. Safe for many threads.
/// </summary>
internal sealed class DepartureWatch(IClusterMembershipService membership, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly HashSet<SiloAddress> _gone = [];
    private long? _last;

    /// <summary>Takes in who is gone by now.</summary>
    public void Look()
    {
        lock (_gate)
        {
            var before = _gone.Count;
            _gone.UnionWith(membership.CurrentSnapshot.Members.Values.Where(m => m.Status > SiloStatus.Active).Select(m => m.SiloAddress));
            if (_gone.Count > before)
            {
                _last = time.GetTimestamp();
            }
        }
    }

    /// <summary>How long the turns of a governor that went with a silo may count still.</summary>
    public TimeSpan UsedUpFor(RateLimit limit)
    {
        Look();
        lock (_gate)
        {
            var remains = _last is { } last ? limit.Window + RateTimes.LongestWay - time.GetElapsedTime(last) : TimeSpan.Zero;
            return remains > TimeSpan.Zero ? remains : TimeSpan.Zero;
        }
    }
}
