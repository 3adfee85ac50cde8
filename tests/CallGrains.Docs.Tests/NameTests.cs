using System.Text.RegularExpressions;
using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests;

/// <summary>What pages name exists: types and members, and commands of the script.</summary>
public sealed partial class NameTests
{
    /// <summary>Names of others (of .NET, of the carrier, of an example).</summary>
    private static readonly HashSet<string> Others = [];

    private static readonly Lazy<HashSet<string>> Words = new(() =>
        [.. Repository.Sources.SelectMany(p => Word().Matches(Repository.Read(p)).Select(m => m.Value))]);

    /// <summary>The changelog and the glossary name what was before, and so do decisions that no longer hold.</summary>
    public static TheoryData<string> Pages => [.. Repository.Pages.Where(p =>
        p is not ("CHANGELOG.md" or "docs/glossary.md") && !Repository.Read(p).Contains("\nReplaced by:", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Pages))]
    public void Each_name_of_code_is_in_the_code(string page) => Faults.None(
        from line in Markdown.Prose(page)
        from Match code in Code().Matches(line.Text)
        from Match name in Name().Matches(code.Groups[1].Value)
        where !Words.Value.Contains(name.Value) && !Others.Contains(name.Value)
        select $"{line}: {name.Value}");

    [Theory, MemberData(nameof(Pages))]
    public void Each_command_is_one_of_the_scripts(string page)
    {
        var help = Repository.Read("callgrains").Split("EOF")[1];

        Faults.None(Command().Matches(Repository.Read(page)).Select(m => m.Groups[1].Value)
            .Where(c => !help.Contains($"./callgrains {c} ", StringComparison.Ordinal)));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w/.:-])I?[A-Z][a-z]+(?:[A-Z][a-z0-9]+)+(?![\w-])")]
    private static partial Regex Name();

    [GeneratedRegex("[A-Za-z]+[0-9]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"\./callgrains ([a-z]+)")]
    private static partial Regex Command();
}
