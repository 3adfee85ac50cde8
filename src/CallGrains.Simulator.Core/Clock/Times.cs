using System.Globalization;

namespace CallGrains.Simulator.Clock;

internal static class Times
{
    /// <summary>The carrier's usual form: UTC, milliseconds, <c>Z</c>.</summary>
    public static string Iso(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
