using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Calls;

/// <summary>Phone numbers (E.164 with +) and SIP addresses.</summary>
internal static class Address
{
    private const int MaxDigits = 15;
    private const int LongestName = 11;

    public static bool IsNumber(string text) =>
        text is ['+', >= '1' and <= '9', _, ..] && text.Length <= MaxDigits + 1 && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    public static bool IsSip(string text) =>
        text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) && text.AsSpan(4).IndexOf('@') is > 0 and var at && at + 5 < text.Length;

    public static string Number(Fields body, string name, string resource)
    {
        var text = body.Required(name, resource);
        return IsNumber(text) ? text : throw ApiError.Invalid($"'{name}' is '{text}'; send an E.164 number such as +15550100.");
    }

    /// <summary>A short code: texts come from it and go to it, calls do not.</summary>
    public static bool IsShortCode(string text) => text.Length is >= 3 and <= 8 && text[0] != '0' && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Who is sent a text: a number, or a short code.</summary>
    public static string Texted(Fields body, string name)
    {
        var text = body.Required(name, "message");
        return IsNumber(text) || IsShortCode(text) ? text : throw ApiError.Invalid($"'{name}' is '{text}'; send an E.164 number such as +15550100, or a short code.");
    }

    /// <summary>Who sends a text: a number, a short code, or the name that some networks let a sender have.</summary>
    public static string Sender(Fields body, string name)
    {
        var text = body.Required(name, "message");
        return IsNumber(text) || text.Length <= LongestName && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-')
            ? text
            : throw ApiError.Invalid($"'{name}' is '{text}'; send an E.164 number such as +15550100, a short code, or a name of up to {LongestName} letters and digits.");
    }

    public static string NumberOrSip(Fields body, string name, string resource)
    {
        var text = body.Required(name, resource);
        return IsNumber(text) || IsSip(text)
            ? text
            : throw ApiError.Invalid($"'{name}' is '{text}'; send an E.164 number such as +15550100, or sip:user@host.");
    }
}
