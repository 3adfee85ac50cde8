using System.Globalization;

namespace CallGrains;

/// <summary>Text that a stranger had a part in, as messages and logs may show it.</summary>
internal static class Quoted
{
    private const int Longest = 64;

    /// <summary>Short, in quotes, without what could forge a line of the log.</summary>
    public static string Of(string value) => $"'{Clean(value.Length > Longest ? value[..Longest] + "…" : value)}'";

    /// <summary>Without characters that begin a line, move the cursor or turn the text around.</summary>
    public static string Clean(string text) => text.Any(IsUnsafe) ? string.Concat(text.Select(c => IsUnsafe(c) ? '?' : c)) : text;

    private static bool IsUnsafe(char c) => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
