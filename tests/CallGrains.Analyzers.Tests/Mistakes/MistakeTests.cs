using System.Globalization;
using System.Text;

namespace CallGrains.Analyzers.Tests.Mistakes;

/// <summary>docs/mistakes.md is what thirty mistakes really lead to.</summary>
public sealed class MistakeTests
{
    private const string Accept = "CALLGRAINS_ACCEPT_MISTAKES";

    private static readonly string Path = System.IO.Path.Combine(Root(), "docs", "mistakes.md");

    [Fact]
    public async Task The_page_says_what_happens()
    {
        Assert.Equal(30, List.All.Count);
        var page = new StringBuilder(Introduction);
        foreach (var (mistake, i) in List.All.Select((m, i) => (m, i + 1)))
        {
            var program = await Program.MakeAsync(mistake.Code);
            var next = mistake.Next is { } code ? await Program.MakeAsync(code) : null;
            IReadOnlyList<(string Who, string Saw)> seen = [.. program.Said.DefaultIfEmpty("says nothing").Select(s => ("compiler", s)), .. mistake.IsCompiledOnly ? [] : Run.Of(mistake, program, next)];
            page.Append(Section(mistake, i, seen));
        }

        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            await File.WriteAllTextAsync(Path, page.ToString(), TestContext.Current.CancellationToken);
        }

        var known = File.Exists(Path) ? await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken) : "";
        Assert.True(known == page.ToString(), known == page.ToString() ? "" : $"docs/mistakes.md says something else ({FirstDifference(known, page.ToString())}). If what happens now is right: {Accept}=1 dotnet test tests/CallGrains.Analyzers.Tests --filter MistakeTests");
    }

    private const string Introduction = """
        # Thirty mistakes

        What an author of a flow does wrong, and what is seen then: by the compiler, when the host starts, in the log (from
        warnings on), in the control API (`GET /api/calls/ID`), by the caller within five minutes, and by others. A test makes
        each of them, runs it in virtual time, and compares this page with what it saw. What the compiler calls an error does
        not build; it was run all the same, to show what the rule is for. The rules are in
        [Rules for flows](../src/CallGrains.Analyzers/README.md). Statements stand in a script named `desk` that has answered,
        `crm` is an injected service, and a grain may write 1000 entries a minute (by default 12,000).

        """;

    private static string Section(Mistake mistake, int number, IReadOnlyList<(string Who, string Saw)> seen)
    {
        var section = new StringBuilder().Append(CultureInfo.InvariantCulture, $"\n## {number}. {mistake.Title}\n\n```csharp\n{mistake.Code}\n```\n\n");
        if (Story(mistake) is { Length: > 0 } story)
        {
            section.Append(CultureInfo.InvariantCulture, $"{story}\n\n");
        }

        section.Append("```text\n");
        foreach (var (who, saw) in seen)
        {
            section.Append(CultureInfo.InvariantCulture, $"{who,-8}  {saw}\n");
        }

        return section.Append("```\n").ToString();
    }

    private static string Story(Mistake mistake) => string.Join(" ", new[]
    {
        mistake.IsCompiledOnly ? "Not run: what it does depends on the moment." : null,
        mistake.CrashesAfter is { } crash ? $"The process dies after {crash.TotalSeconds} s, and {(mistake.Next is null ? "another one takes over" : "a program without the first step takes over")}." : null,
        mistake.HangsUpAfter is { } hangUp ? $"The caller hangs up after {hangUp.TotalSeconds} s." : null,
    }.OfType<string>());

    private static string FirstDifference(string known, string now)
    {
        var (a, b) = (known.Split('\n'), now.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(a.Length, b.Length)).First(i => a.ElementAtOrDefault(i) != b.ElementAtOrDefault(i));
        return $"line {line + 1} is: {a.ElementAtOrDefault(line)}\nand should be: {b.ElementAtOrDefault(line)}";
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "CallGrains.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("CallGrains.sln is in no folder above the tests.");
        }

        return folder;
    }
}
