using System.Text.RegularExpressions;
using CallGrains.Simulator.Numbers;

namespace CallGrains.Simulator.AvailableNumbers;

/// <summary>
/// Free numbers, the same ones for the same search until they are ordered. Those whose last digits make a phone
/// misbehave (0190 to 0199) are left out.
/// </summary>
internal sealed class NumberPool(NumberStore owned)
{
    private const int Tries = 200_000;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string KeysOfLetters = "22233344455566677778889999";

    public IEnumerable<string> Find(NumberSearch search)
    {
        var pattern = search.Pattern is { } asked ? ToRegex(asked) : null;
        return Enumerable.Range(0, Tries)
            .SelectMany(n => search.Codes.Select(code => Number(code, n)))
            .Where(number => number[5..].StartsWith(search.LocalPrefix, StringComparison.Ordinal) || search.LocalPrefix.Length == 0)
            .Where(number => (pattern is null || pattern.IsMatch(number[2..])) && !owned.Owns(number))
            .Take(search.Quantity);
    }

    /// <summary>Walks through exchanges and lines in steps that meet every one before they repeat.</summary>
    private static string Number(string code, int n)
    {
        var line = (n * 7919 + 2000) % 10_000;
        if (line is >= 190 and <= 199)
        {
            line += 10;
        }

        return $"+1{code}{200 + n * 37 % 800:000}{line:0000}";
    }

    /// <summary><c>?</c> is one digit, <c>*</c> any, a letter the key it is on.</summary>
    private static Regex ToRegex(string pattern) => new("^" + string.Concat(pattern.Select(sign => sign switch
    {
        '?' => "[0-9]",
        '*' => "[0-9]*",
        _ when Letters.IndexOf(char.ToUpperInvariant(sign), StringComparison.Ordinal) is >= 0 and var at => KeysOfLetters[at].ToString(),
        _ => Regex.Escape(sign.ToString()),
    })) + "$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
