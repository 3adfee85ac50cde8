using System.Text.RegularExpressions;

namespace CallGrains.Docs.Tests.Support;

/// <summary>The comments of C# sources: lines that hold nothing else. Samples in <c>code</c> elements are left out.</summary>
internal static partial class Comments
{
    public static IEnumerable<ProseLine> Of(string file)
    {
        var (number, inSample) = (0, false);
        foreach (var line in Repository.Read(file).Split('\n'))
        {
            number++;
            if (!Comment().IsMatch(line))
            {
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
