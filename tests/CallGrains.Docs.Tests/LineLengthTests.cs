using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests;

/// <summary>Prose is readable beside code: 120 columns. Tables, code blocks and the targets of links may be longer.</summary>
public sealed class LineLengthTests
{
    private const int Columns = 120;

    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory, MemberData(nameof(Pages))]
    public void Lines_of_prose_have_up_to_120_columns(string page) => Assert.Empty(Markdown.Prose(page)
        .Where(l => !l.IsTable && Markdown.WithoutTargets(l.Text).Length > Columns)
        .Select(l => $"{l} has {l.Text.Length} columns"));
}
