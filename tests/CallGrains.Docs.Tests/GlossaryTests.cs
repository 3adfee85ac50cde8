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

    [Fact]
    public void Each_new_name_is_in_the_code()
    {
        Assert.True(Renamed.Count >= 60);
        Faults.None(Renamed.Select(n => n.Now).Where(n => !Words.Values.Any(w => w.Contains(n))));
    }

    [GeneratedRegex(@"^\| `(\w+)` \| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();

    [GeneratedRegex("""
        "(?:[^"\\\n]|\\.)*"|//[^\n]*
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NoCode();
}
