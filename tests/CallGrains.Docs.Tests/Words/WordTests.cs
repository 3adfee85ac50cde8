using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests.Words;

/// <summary>
/// The words of the docs are spelt right, and are the standard ones. Every word stands in <c>words.txt</c>: a new one is
/// seen in review. See docs/decisions/0090.
/// </summary>
public sealed class WordTests
{
    private const string Accept = "CALLGRAINS_ACCEPT_WORDS";
    private const string List = "tests/CallGrains.Docs.Tests/Words/words.txt";

    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Fact]
    public void Every_word_is_in_the_list()
    {
        var used = Repository.Pages.SelectMany(Prose.Of).ToLookup(u => u.Word, u => u.Line);
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllLines(Path.Combine(Repository.Root, List), used.Select(g => g.Key).Order(StringComparer.Ordinal));
        }

        var known = Known();
        Assert.True(used.All(g => known.Contains(g.Key)), $"""
            Words that {List} does not know. Correct them, or, if they are right: {Accept}=1 dotnet test tests/CallGrains.Docs.Tests --filter WordTests
            {string.Join("\n", used.Where(g => !known.Contains(g.Key)).Select(g => $"{g.Key}  ({g.First()})"))}
            """);
    }

    [Theory, MemberData(nameof(Pages))]
    public void No_word_is_one_that_the_glossary_replaced(string page) => Assert.Empty(
        from use in Prose.Of(page)
        let instead = Replaced.By(use.Word)
        where instead is not null && !Replaced.MayName(page)
        select $"{use.Line}: '{use.Word}'; write {instead}");

    [Fact]
    public void The_list_holds_no_misspelt_word() => Assert.Empty(Known().Intersect(Misspelt.Words));

    private static HashSet<string> Known() => [.. File.ReadLines(Path.Combine(Repository.Root, List))];
}
