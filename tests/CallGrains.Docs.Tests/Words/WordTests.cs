using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests.Words;

/// <summary>
/// The words of pages and comments are spelt right, and are the standard ones. Every word is in <c>words.txt</c>: a new
/// one is seen in review. See docs/decisions/0090.
/// </summary>
public sealed class WordTests
{
    private const string Accept = "CALLGRAINS_ACCEPT_WORDS";

    [Fact]
    public void Every_word_is_in_the_list()
    {
        var used = Prose.OfPages.Concat(Prose.OfComments).ToLookup(u => u.Word, u => u.Line);
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            WordList.Write(used.Select(g => g.Key));
        }

        var list = WordList.Read();
        var unknown = used.Where(g => !list.Knows(g.Key)).Select(g => $"{g.Key}  ({g.First()})").ToList();
        Assert.True(unknown.Count == 0, $"""
            Words that {WordList.Place} does not know. Correct them, or, if they are right: {Accept}=1 dotnet test tests/CallGrains.Docs.Tests --filter WordTests
            {string.Join('\n', unknown)}
            """);
    }

    [Fact]
    public void No_word_is_one_that_the_glossary_replaced() => Faults.None(
        from use in Prose.OfPages.Concat(Prose.OfComments)
        let instead = Replaced.By(use.Word)
        where instead is not null && !Replaced.MayName(use.Line.Page)
        select $"{use.Line}: '{use.Word}'; write {instead}");

    [Fact]
    public void The_list_holds_no_misspelt_word() => Faults.None(WordList.Read().Intersect(Misspelt.Words));

    [Fact]
    public void No_word_is_misspelt() => Faults.None(
        from use in Prose.OfPages.Concat(Prose.OfComments)
        where Misspelt.Words.Contains(use.Word)
        select $"{use.Line}: '{use.Word}'");
}
