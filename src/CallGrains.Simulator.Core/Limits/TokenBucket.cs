namespace CallGrains.Simulator.Limits;

/// <summary>So many at once, and so many more each second.</summary>
internal sealed class TokenBucket(double burst, double perSecond, DateTimeOffset start)
{
    private double? _tokens;
    private DateTimeOffset _filled = start;

    /// <summary>Null when taken, else when it may be tried again.</summary>
    public DateTimeOffset? Take(int wanted, DateTimeOffset now)
    {
        var left = Math.Min(burst, (_tokens ?? burst) + (now - _filled).TotalSeconds * perSecond);
        _filled = now;
        _tokens = left >= wanted ? left - wanted : left;
        if (left >= wanted)
        {
            return null;
        }

        return now + TimeSpan.FromMilliseconds(Math.Ceiling((Math.Min(wanted, burst) - left) / perSecond * 1000));
    }
}
