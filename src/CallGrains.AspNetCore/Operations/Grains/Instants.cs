using System.Globalization;
using System.Text.RegularExpressions;

namespace CallGrains.AspNetCore.Operations;

/// <summary>Points of time as the API takes them: ISO 8601 with the offset, so that no zone is guessed.</summary>
internal static partial class Instants
{
    /// <summary>What a time may be, for messages.</summary>
    public const string Form = "ISO 8601 with its offset, such as 2026-11-30T09:00:00Z or 2026-11-30T10:00:00+01:00";

    /// <summary>The time; null when the text is none.</summary>
    public static DateTimeOffset? TryRead(string? text) =>
        text is not null && Pattern().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
