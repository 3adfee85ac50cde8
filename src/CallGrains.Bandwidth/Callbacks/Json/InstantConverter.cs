using System.Globalization;
using System.Text.Json;

namespace CallGrains.Bandwidth;

/// <summary>
/// An instant in any form the carrier uses (quirk 11): ISO with <c>Z</c>, with or without milliseconds, with
/// <c>-02:00</c>, with a bare hour <c>-03</c>, or epoch milliseconds. A time without an offset counts as UTC.
/// </summary>
internal sealed class InstantConverter : ReadConverter<DateTimeOffset>
{
    private const string Wanted = "an ISO 8601 time such as 2014-04-23T11:53:43Z, or epoch milliseconds";

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(TextConverter.Text(ref reader), out var time) ? time : throw FieldFaultException.Of(Wanted, ref reader);

    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return TryFromEpoch(milliseconds, out time);
        }
        // A raw plus of an offset becomes a space in a query; no form has spaces of its own.
        return DateTimeOffset.TryParseExact(
            text?.Replace(' ', '+'), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    private static bool TryFromEpoch(long milliseconds, out DateTimeOffset time)
    {
        var known = milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        time = known ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        return known;
    }
}
