using System.Text.RegularExpressions;

namespace CallGrains.Docs.Tests.Support;

/// <summary>One line of prose: outside of code blocks.</summary>
/// <param name="Page">The page's path from the root.</param>
/// <param name="Number">From 1.</param>
/// <param name="Text">The line as it stands.</param>
internal sealed record ProseLine(string Page, int Number, string Text)
{
    public bool IsTable => Text.TrimStart().StartsWith('|');

    public override string ToString() => $"{Page}:{Number}";
}

/// <summary>What the tests need to know of Markdown.</summary>
internal static partial class Markdown
{
    /// <summary>The page's lines without code blocks and front matter.</summary>
    public static IEnumerable<ProseLine> Prose(string page)
    {
        var inCode = false;
        var number = 0;
        foreach (var line in Repository.Read(page).Split('\n'))
        {
            number++;
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                inCode = !inCode;
            }
            else if (!inCode)
            {
                yield return new(page, number, line);
            }
        }
    }

    /// <summary>A line without inline code, addresses and HTML: what a reader reads.</summary>
    public static string Words(string line) => Html().Replace(Address().Replace(Target().Replace(Code().Replace(line, " "), "]"), " "), " ");

    /// <summary>A line without the targets of its links, which cannot be broken.</summary>
    public static string WithoutTargets(string line) => Target().Replace(line, "]");

    /// <summary>
    /// The targets of links and images, with the number of their line. A link may be broken over two lines.
    /// </summary>
    public static IEnumerable<(int Line, string Target)> Links(string page)
    {
        var lines = Prose(page).ToList();
        var text = string.Join('\n', lines.Select(l => Code().Replace(l.Text, m => new string(' ', m.Length))));
        foreach (Match m in Link().Matches(text))
        {
            yield return (lines[text.AsSpan(0, m.Index).Count('\n')].Number, m.Groups[1].Value);
        }
    }

    /// <summary>The anchors of a page's headings, as GitHub makes them.</summary>
    public static IReadOnlySet<string> Anchors(string page)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in Prose(page).Where(l => l.Text.StartsWith('#')))
        {
            var slug = Dropped().Replace(line.Text.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');
            for (var n = 0; !anchors.Add(n == 0 ? slug : $"{slug}-{n}");)
            {
                n++;
            }
        }

        return anchors;
    }

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\([^)]*\)")]
    private static partial Regex Target();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Address();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Html();

    [GeneratedRegex(@"[^\p{L}\p{N}\s_-]")]
    private static partial Regex Dropped();
}
