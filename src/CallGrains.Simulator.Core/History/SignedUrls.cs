using System.Text.RegularExpressions;

namespace CallGrains.Simulator.History;

/// <summary>
/// URLs that an application signed are keys to it: whoever knows one may report in the carrier's name. What is listed
/// and logged shows that there is one, and its beginning, to tell one from another.
/// </summary>
internal static partial class SignedUrls
{
    private const int Shown = 6;

    /// <summary>
    /// The text with each part of a path cut short that looks like a token: long, with small and capital letters and
    /// digits.
    /// </summary>
    public static string Mask(string text) => LongPart().Replace(text, part => part.Value[..Shown] + "…");

    [GeneratedRegex("(?<=/)(?=[\\w.~-]*[A-Z])(?=[\\w.~-]*[a-z])(?=[\\w.~-]*[0-9])[\\w.~-]{28,}(?=[/?#\"'\\s\\\\]|:\\s|$)", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex LongPart();
}
