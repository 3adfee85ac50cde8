using System.Globalization;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Clock;

/// <summary>Dates of list queries: <c>yyyy-MM-dd hh:mm:ss.sss</c> or ISO, the tail may be cut; UTC.</summary>
internal static class QueryTime
{
    private const string Pattern = "yyyy-MM-dd HH:mm:ss.fff";
    private const string Earliest = "0001-01-01 00:00:00.000";

    public static DateTimeOffset? Read(ApiRequest request, string name)
    {
        if (request.Query(name) is not { } text)
        {
            return null;
        }

        var plain = text.Replace('T', ' ').TrimEnd('Z').Trim();
        if (plain.Length > Pattern.Length)
        {
            plain = plain[..Pattern.Length];
        }

        var full = plain + Earliest[plain.Length..];
        return DateTimeOffset.TryParseExact(full, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw ApiError.Invalid($"The query parameter '{name}' is '{text}'; send {Pattern} in UTC, the tail may be left out.");
    }
}
