using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Calls;

/// <summary>Phone numbers (E.164 with +) and SIP addresses.</summary>
internal static class Address
{
    private const int MaxDigits = 15;

    public static bool IsNumber(string text) =>
        text is ['+', >= '1' and <= '9', _, ..] && text.Length <= MaxDigits + 1 && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    public static bool IsSip(string text) =>
        text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) && text.AsSpan(4).IndexOf('@') is > 0 and var at && at + 5 < text.Length;

    public static string Number(Fields body, string name, string resource)
    {
        var text = body.Required(name, resource);
        return IsNumber(text) ? text : throw ApiError.Invalid($"'{name}' is '{text}'; send an E.164 number such as +15550100.");
    }

    public static string NumberOrSip(Fields body, string name, string resource)
    {
        var text = body.Required(name, resource);
        return IsNumber(text) || IsSip(text)
            ? text
            : throw ApiError.Invalid($"'{name}' is '{text}'; send an E.164 number such as +15550100, or sip:user@host.");
    }
}
