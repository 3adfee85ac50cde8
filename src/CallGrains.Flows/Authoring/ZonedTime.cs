namespace CallGrains.Flows;

/// <summary>
/// Times as people say them, in a time zone: nine o'clock tomorrow is nine o'clock, also when clocks change in between.
/// <code>
/// await call.DelayAsync(ZonedTime.At(call.Now, Berlin, days: 1, new TimeOnly(9, 0)) - call.Now);
/// </code>
/// </summary>
public static class ZonedTime
{
    private static readonly TimeSpan GapStep = TimeSpan.FromMinutes(15);

    /// <summary>A time of day, so many days from now.</summary>
    /// <param name="now">Now: <c>call.Now</c>.</param>
    /// <param name="zone">The time zone, of <see cref="TimeZoneInfo.FindSystemTimeZoneById"/>.</param>
    /// <param name="days">How many days from today there: 0 for today, whose time may be past.</param>
    /// <param name="time">The time of day.</param>
    /// <returns>The instant: of a time that clocks leave out, the first one after it; of one that comes twice, the
    /// earlier.</returns>
    public static DateTimeOffset At(DateTimeOffset now, TimeZoneInfo zone, int days, TimeOnly time)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return At(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).AddDays(days), time, zone);
    }

    /// <summary>The next time that clocks there show a time of day, after now.</summary>
    /// <param name="now">Now: <c>call.Now</c>.</param>
    /// <param name="zone">The time zone.</param>
    /// <param name="time">The time of day.</param>
    public static DateTimeOffset Next(DateTimeOffset now, TimeZoneInfo zone, TimeOnly time) => At(now, zone, 0, time) is var today && today > now ? today : At(now, zone, 1, time);

    internal static DateTimeOffset At(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(local))
        {
            local = new DateTime((local.Ticks / GapStep.Ticks + 1) * GapStep.Ticks, DateTimeKind.Unspecified);
        }

        return new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
    }
}
