using System.Text.RegularExpressions;

namespace CallGrains.Docs.Tests.Support;

/// <summary>
/// The comments of C# sources: lines that hold nothing else. Samples in <c>code</c> elements and raw strings are left
/// out.
/// </summary>
internal static partial class Comments
{
    public static IEnumerable<ProseLine> Of(string file)
    {
        var (number, inSample, inText) = (0, false, false);
        foreach (var line in Repository.Read(file).Split('\n'))
        {
            number++;
            if (inText || !Comment().IsMatch(line))
            {
                inText ^= line.Split("\"\"\"").Length % 2 == 0;
                inSample = false;
                continue;
            }

            inSample |= line.Contains("<code>", StringComparison.Ordinal);
            if (!inSample)
            {
                yield return new(file, number, line);
            }

            inSample &= !line.Contains("</code>", StringComparison.Ordinal);
        }
    }

    /// <summary>A comment's words: without slashes, elements and inline code.</summary>
    public static string Words(string line) => Markdown.Words(Inline().Replace(Slashes().Replace(line, ""), " "));

    [GeneratedRegex("^ *//")]
    private static partial Regex Comment();

    [GeneratedRegex("^ *///? ?")]
    private static partial Regex Slashes();

    [GeneratedRegex("<c>.*?</c>")]
    private static partial Regex Inline();
}
