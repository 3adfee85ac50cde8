using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace CallGrains.Analyzers.Tests;

/// <summary>The page of the rules says what the rules do.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Page = Read();

    public static TheoryData<string, string, string> Examples()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var rule in Sections())
        {
            foreach (Match example in Example().Matches(rule.Value))
            {
                data.Add(rule.Groups[1].Value, example.Groups[1].Value, example.Groups[2].Value);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Bad_examples_break_their_rule_and_good_ones_none(string rule, string kind, string code)
    {
        var found = await Compiled.DiagnosticsAsync(code);
        Assert.Equal(kind == "Bad" ? [rule] : [], found.Select(d => d.Id).Distinct());
    }

    [Fact]
    public void Each_rule_has_its_section_with_a_bad_and_a_good_example()
    {
        var ids = typeof(Rules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => ((DiagnosticDescriptor)f.GetValue(null)!).Id).Order();
        Assert.Equal(ids, Sections().Select(s => s.Groups[1].Value));
        Assert.All(Sections(), s => Assert.Equal(["Bad", "Good"], Example().Matches(s.Value).Select(e => e.Groups[1].Value)));
    }

    [Fact]
    public void The_table_leads_to_each_section()
    {
        var anchors = Sections().Select(s => Anchor(s.Groups[1].Value + ": " + s.Groups[2].Value));
        Assert.All(anchors, a => Assert.Contains($"(#{a})", Page));
    }

    private static string Anchor(string heading) => Regex.Replace(heading.ToLowerInvariant(), "[^a-z0-9 -]", "").Replace(' ', '-');

    private static List<Match> Sections() => Section().Matches(Page).ToList();

    private static string Read()
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream("README.md")!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^## (CG\d{4}): ([^\n]*)\n.*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^(Bad|Good):\n\n```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
