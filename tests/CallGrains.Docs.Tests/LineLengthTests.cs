using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests;

/// <summary>
/// Prose is readable beside code: 120 columns, in pages and in comments. What cannot be broken may be longer: tables,
/// code blocks, targets of links and single words.
/// </summary>
public sealed class LineLengthTests
{
    private const int Columns = 120;

    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory, MemberData(nameof(Pages))]
    public void Lines_of_prose_have_up_to_120_columns(string page) => Faults.None(Markdown.Prose(page)
        .Where(l => !l.IsTable && Markdown.WithoutTargets(l.Text).Length > Columns)
        .Select(l => $"{l} has {l.Text.Length} columns"));

    [Fact]
    public void Lines_of_comments_have_up_to_120_columns() => Faults.None(Repository.Sources
        .SelectMany(Comments.Of)
        .Where(l => l.Text.Length > Columns && l.Text.TrimStart(' ', '/').Contains(' ', StringComparison.Ordinal))
        .Select(l => $"{l} has {l.Text.Length} columns"));
}
