using System.Text.RegularExpressions;
using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests;

/// <summary>The glossary's table of renamed types is what the code says.</summary>
public sealed partial class GlossaryTests
{
    private static readonly List<(string Now, string Before)> Renamed =
        [.. Row().Matches(Repository.Read("docs/glossary.md").Split("## Types that were renamed")[1]).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];

    /// <summary>The words of each source's code; what stands in quotes or comments is not code.</summary>
    private static readonly Dictionary<string, HashSet<string>> Words = Repository.Sources.ToDictionary(
        p => p, p => Word().Matches(NoCode().Replace(Repository.Read(p), " ")).Select(m => m.Value).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    [Fact]
    public void No_name_that_was_replaced_is_in_the_code() => Faults.None(
        from name in Renamed
        from source in Words
        where source.Value.Contains(name.Before)
        select $"{source.Key}: '{name.Before}' is now '{name.Now}'");

    /// <summary>Decisions too; only the glossary and the changelog name what was before.</summary>
    [Fact]
    public void No_name_that_was_replaced_is_on_a_page()
    {
        var before = Renamed.ToLookup(n => n.Before, n => n.Now);

        Faults.None(
            from page in Repository.Pages
            where page is not ("docs/glossary.md" or "CHANGELOG.md")
            from line in Markdown.Prose(page)
            from Match code in Code().Matches(line.Text)
            from Match word in Word().Matches(code.Value)
            where before.Contains(word.Value)
            select $"{line}: '{word.Value}' is now '{before[word.Value].First()}'");
    }

    [Fact]
    public void Each_new_name_is_in_the_code()
    {
        Assert.True(Renamed.Count >= 60);
        Faults.None(Renamed.Select(n => n.Now).Where(n => !Words.Values.Any(w => w.Contains(n))));
    }

    [GeneratedRegex(@"^\| `(\w+)` \| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex Code();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();

    [GeneratedRegex("""
        "(?:[^"\\\n]|\\.)*"|//[^\n]*
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NoCode();
}
