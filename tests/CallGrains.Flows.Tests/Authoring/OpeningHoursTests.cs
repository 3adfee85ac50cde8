using System.Globalization;

namespace CallGrains.Flows.Tests.Authoring;

/// <summary>Times as people say them, over changes of clocks and holidays.</summary>
public class OpeningHoursTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly OpeningHours Hours = new OpeningHours(Berlin)
        .OnWeekdays(new(9, 0), new(12, 30)).OnWeekdays(new(13, 30), new(17, 0)).On(DayOfWeek.Saturday, new(20, 0), TimeOnly.MinValue).ExceptOn(new DateOnly(2026, 12, 25));

    [Theory]
    [InlineData("2026-03-28T12:00:00+01:00", 1, "09:00", "2026-03-29T09:00:00+02:00")]
    [InlineData("2026-10-24T12:00:00+02:00", 1, "09:00", "2026-10-25T09:00:00+01:00")]
    [InlineData("2026-03-28T12:00:00+01:00", 1, "02:30", "2026-03-29T03:00:00+02:00")]
    [InlineData("2026-10-24T12:00:00+02:00", 1, "02:30", "2026-10-25T02:30:00+02:00")]
    [InlineData("2026-06-01T23:30:00+00:00", 0, "09:00", "2026-06-02T09:00:00+02:00")]
    public void Nine_o_clock_tomorrow_is_nine_o_clock(string now, int days, string time, string expected) =>
        Assert.Equal(At(expected), ZonedTime.At(At(now), Berlin, days, TimeOnly.Parse(time, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2026-11-30T08:59:59+01:00", false, "2026-11-30T09:00:00+01:00")]
    [InlineData("2026-11-30T09:00:00+01:00", true, "2026-11-30T09:00:00+01:00")]
    [InlineData("2026-11-30T12:30:00+01:00", false, "2026-11-30T13:30:00+01:00")]
    [InlineData("2026-12-24T17:00:00+01:00", false, "2026-12-26T20:00:00+01:00")]
    [InlineData("2026-12-26T23:59:00+01:00", true, "2026-12-26T23:59:00+01:00")]
    [InlineData("2026-12-27T00:00:00+01:00", false, "2026-12-28T09:00:00+01:00")]
    public void Somebody_is_there_or_will_be(string now, bool open, string next)
    {
        Assert.Equal(open, Hours.IsOpen(At(now)));
        Assert.Equal(At(next), Hours.NextOpening(At(now)));
        Assert.Equal(open, Hours.Closing(At(now)) is not null);
    }

    [Fact]
    public void Hours_that_never_open_are_never_open() => Assert.Null(new OpeningHours(Berlin).NextOpening(At("2026-11-30T09:00:00+01:00")));

    [Fact]
    public void Hours_over_midnight_are_refused_and_say_what_to_write() =>
        Assert.Contains("on the next day", Assert.Throws<ArgumentException>(() => new OpeningHours(Berlin).On(DayOfWeek.Friday, new(22, 0), new(2, 0))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("  a  ", 7, "a")]
    [InlineData("abcdefghij", 4, "abcd|efgh|ij")]
    [InlineData("abc😀def", 4, "abc|😀de|f")]
    [InlineData("", 4, "")]
    public void A_long_text_is_split_between_words_and_never_within_a_character(string text, int most, string expected) => Assert.Equal(expected, string.Join('|', LongText.Split(text, most)));

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
