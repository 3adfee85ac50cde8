using System.Globalization;

namespace CallGrains.Bandwidth.Rest;

/// <summary>
/// The carrier's forms of time: ISO with <c>Z</c> (with or without milliseconds), with <c>-02:00</c>, with a bare
/// <c>-02</c>, and epoch milliseconds.
/// </summary>
internal static class BandwidthTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzz"];

    public static bool TryParse(string? text, out DateTimeOffset time) =>
        TryParseEpoch(text, out time)
        || DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>
    /// Epoch milliseconds; seconds too, which the carrier's text promises for the rate limit and its service does not
    /// send.
    /// </summary>
    public static bool TryParseEpoch(string? text, out DateTimeOffset time)
    {
        const long SmallestMilliseconds = 100_000_000_000; // 1973 in milliseconds, the year 5138 in seconds
        const long Largest = 253_402_300_799_999; // the end of year 9999
        var isEpoch = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Largest;
        time = DateTimeOffset.FromUnixTimeMilliseconds(!isEpoch ? 0 : number < SmallestMilliseconds ? number * 1000 : number);
        return isEpoch;
    }
}
