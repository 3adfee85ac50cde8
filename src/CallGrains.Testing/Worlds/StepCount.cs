namespace CallGrains.Testing.Worlds;

/// <summary>
/// Finds a world that goes round in circles. A test of days takes more steps than one of minutes; what goes round in
/// circles takes them within an hour of the world's time.
/// </summary>
internal sealed class StepCount(TimeProvider time)
{
    public const int Most = 200_000;

    private DateTimeOffset _hour = time.GetUtcNow();
    private int _steps;

    /// <summary>Counts a step; false when there were too many.</summary>
    public bool Next()
    {
        var now = time.GetUtcNow();
        if (now - _hour >= TimeSpan.FromHours(1))
        {
            (_steps, _hour) = (0, now);
        }

        return _steps++ < Most;
    }
}
