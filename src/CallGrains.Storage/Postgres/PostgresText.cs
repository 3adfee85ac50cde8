using System.Text;

namespace CallGrains.Storage;

/// <summary>Text as PostgreSQL can hold it.</summary>
internal static class PostgresText
{
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// The same text; NUL and lone surrogates, which no text column can hold, become U+FFFD. They come from carriers
    /// and exceptions, and must not stop a call, let alone its neighbours in the batch.
    /// </summary>
    public static string? Clean(string? text) =>
        text is null || (!text.Contains('\0') && text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0) ? text : Replace(text);

    private static string Replace(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value == 0 ? Replacement.ToString() : rune.ToString());
        }

        return clean.ToString();
    }
}
