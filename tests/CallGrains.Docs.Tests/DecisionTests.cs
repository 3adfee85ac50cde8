using System.Text.RegularExpressions;
using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests;

/// <summary>Decisions are numbered, dated, explained, and in the index.</summary>
public sealed partial class DecisionTests
{
    private const string Folder = "docs/decisions/";

    private static readonly string[] Records = [.. Repository.Pages.Where(p => p.StartsWith(Folder, StringComparison.Ordinal) && p != Folder + "README.md")];

    public static TheoryData<string> Pages => [.. Records];

    [Theory, MemberData(nameof(Pages))]
    public void A_record_has_number_date_decision_and_reason(string page)
    {
        Assert.Matches(Named(), page);
        Assert.Matches($@"\A# {page[Folder.Length..][..4]}\. \S[^\n]*\n\nDate: \d{{4}}-\d\d-\d\d\n[^#]*\n## Decision\n\n\S", Repository.Read(page));
        Assert.Contains("\n## Reason\n\n", Repository.Read(page), StringComparison.Ordinal);
    }

    [Fact]
    public void The_index_has_each_record_once_with_its_date_and_title()
    {
        var rows = Repository.Read(Folder + "README.md").Split('\n').Where(l => l.StartsWith("| [", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        Assert.Equal(Records.Select(Row).Order(StringComparer.Ordinal), rows);
    }

    [Fact]
    public void No_number_is_given_twice() =>
        Faults.None(Records.GroupBy(p => p[Folder.Length..][..4]).Where(g => g.Count() > 1).SelectMany(g => g));

    private static string Row(string page)
    {
        var text = Repository.Read(page);
        var (title, date) = (Title().Match(text).Groups[1].Value, Date().Match(text).Groups[1].Value);
        return $"| [{page[Folder.Length..][..4]}]({page[Folder.Length..]}) | {date} | {title} |";
    }

    [GeneratedRegex(@"^docs/decisions/\d{4}-[a-z0-9-]+\.md$")]
    private static partial Regex Named();

    [GeneratedRegex(@"^# \d{4}\. (.+)$", RegexOptions.Multiline)]
    private static partial Regex Title();

    [GeneratedRegex(@"^Date: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Date();
}
