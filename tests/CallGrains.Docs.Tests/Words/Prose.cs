using System.Text.RegularExpressions;
using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests.Words;

/// <summary>The words of a page's prose.</summary>
internal static partial class Prose
{
    /// <summary>Words in lower case, with their line. Identifiers (with a capital or a digit inside) are no words, and neither is code.</summary>
    public static IEnumerable<(string Word, ProseLine Line)> Of(string page) =>
        from line in Markdown.Prose(page)
        from Match m in Word().Matches(Markdown.Words(line.Text))
        let word = Stem(m.Value.Replace('’', '\''))
        where word.Length > 1 && !word[1..].Any(char.IsUpper)
        select (word.ToLowerInvariant(), line);

    private static string Stem(string word) => word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;

    [GeneratedRegex(@"(?<![\w./])\p{L}+(?:['’]\p{L}+)?(?![\w]|[./]\w)")]
    private static partial Regex Word();
}
