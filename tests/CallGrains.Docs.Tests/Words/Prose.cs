using System.Text.RegularExpressions;
using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests.Words;

/// <summary>The words of pages and comments.</summary>
internal static partial class Prose
{
    public static IEnumerable<(string Word, ProseLine Line)> OfPages => Repository.Pages.SelectMany(OfPage);

    public static IEnumerable<(string Word, ProseLine Line)> OfComments =>
        Repository.Sources.SelectMany(Comments.Of).SelectMany(l => Of(Comments.Words(l.Text), l));

    public static IEnumerable<(string Word, ProseLine Line)> OfPage(string page) =>
        Markdown.Prose(page).SelectMany(l => Of(Markdown.Words(l.Text), l));

    /// <summary>In lower case. Identifiers (with a capital, a digit or a hyphen inside) are no words.</summary>
    private static IEnumerable<(string Word, ProseLine Line)> Of(string text, ProseLine line) =>
        from Match m in Word().Matches(text)
        let word = Stem(m.Value.Replace('’', '\''))
        where word.Length > 1 && !word[1..].Any(char.IsUpper)
        select (word.ToLowerInvariant(), line);

    private static string Stem(string word) => word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;

    [GeneratedRegex(@"(?<![\w./&])\p{L}+(?:['’]\p{L}+)?(?![\w]|[./]\w)")]
    private static partial Regex Word();
}
