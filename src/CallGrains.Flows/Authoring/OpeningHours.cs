namespace CallGrains.Flows;

/// <summary>
/// When somebody is there: hours of each day of the week in a time zone, and holidays.
/// <code>
/// private static readonly OpeningHours Hours = new OpeningHours(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))
///     .OnWeekdays(new(9, 0), new(17, 30)).On(DayOfWeek.Saturday, new(10, 0), new(13, 0))
///     .ExceptOn(new DateOnly(2026, 12, 25));
/// if (!Hours.IsOpen(call.Now)) …
/// </code>
/// </summary>
/// <remarks>
/// Immutable: each method gives new hours. Asked with <c>call.Now</c>, it answers the same on replay.
/// </remarks>
public sealed class OpeningHours
{
    private const int LookAhead = 400;
    private readonly TimeZoneInfo _zone;
    private readonly IReadOnlyList<(DayOfWeek Day, TimeOnly From, TimeOnly To)> _hours;
    private readonly IReadOnlyCollection<DateOnly> _holidays;

    /// <summary>Hours in a time zone: none yet.</summary>
    /// <param name="zone">The time zone, of <see cref="TimeZoneInfo.FindSystemTimeZoneById"/>.</param>
    public OpeningHours(TimeZoneInfo zone)
        : this(zone ?? throw new ArgumentNullException(nameof(zone)), [], [])
    {
    }

    private OpeningHours(TimeZoneInfo zone, IReadOnlyList<(DayOfWeek Day, TimeOnly From, TimeOnly To)> hours, IReadOnlyCollection<DateOnly> holidays) =>
        (_zone, _hours, _holidays) = (zone, hours, holidays);

    /// <summary>Open on a day of the week; several times a day may be named.</summary>
    /// <param name="day">The day.</param>
    /// <param name="from">When it opens.</param>
    /// <param name="to">When it closes, on the same day; 00:00 for the end of the day.</param>
    /// <exception cref="ArgumentException">It closes before it opens: name the hours after midnight on the next
    /// day.</exception>
    public OpeningHours On(DayOfWeek day, TimeOnly from, TimeOnly to) => to > from || to == TimeOnly.MinValue
        ? new(_zone, [.. _hours, (day, from, to)], _holidays)
        : throw new ArgumentException($"{day} closes at {to}, which is not after {from}; name the hours after midnight on the next day.", nameof(to));

    /// <summary>Open from Monday to Friday.</summary>
    /// <inheritdoc cref="On"/>
    public OpeningHours OnWeekdays(TimeOnly from, TimeOnly to) =>
        Enumerable.Range((int)DayOfWeek.Monday, 5).Aggregate(this, (hours, day) => hours.On((DayOfWeek)day, from, to));

    /// <summary>Closed on these days, whatever day of the week they are.</summary>
    /// <param name="holidays">The days, as the calendar there has them.</param>
    public OpeningHours ExceptOn(params IEnumerable<DateOnly> holidays) => new(_zone, _hours, [.. _holidays, .. holidays]);

    /// <summary>Whether it is open.</summary>
    /// <param name="now">Now: <c>call.Now</c>.</param>
    public bool IsOpen(DateTimeOffset now) => Around(now).Any(h => h.Opens <= now && now < h.Closes);

    /// <summary>When it opens next: now, when it is open; null when it does not within a year.</summary>
    /// <param name="now">Now: <c>call.Now</c>.</param>
    public DateTimeOffset? NextOpening(DateTimeOffset now) => Around(now).Where(h => h.Closes > now).Select(h => (DateTimeOffset?)(h.Opens > now ? h.Opens : now)).FirstOrDefault();

    /// <summary>When it closes; null when it is closed.</summary>
    /// <param name="now">Now: <c>call.Now</c>.</param>
    public DateTimeOffset? Closing(DateTimeOffset now) => Around(now).Where(h => h.Opens <= now && now < h.Closes).Select(h => (DateTimeOffset?)h.Closes).Max();

    private IEnumerable<(DateTimeOffset Opens, DateTimeOffset Closes)> Around(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, _zone).DateTime);
        return from day in Enumerable.Range(0, LookAhead).Select(today.AddDays)
               where !_holidays.Contains(day)
               from hours in _hours.Where(h => h.Day == day.DayOfWeek).OrderBy(h => h.From)
               select (ZonedTime.At(day, hours.From, _zone), ZonedTime.At(hours.To == TimeOnly.MinValue ? day.AddDays(1) : day, hours.To, _zone));
    }
}
