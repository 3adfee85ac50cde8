using System.Text.RegularExpressions;

namespace CallGrains.Deploy.Tests.Runbook;

/// <summary>docs/operations/runbook.md.</summary>
internal static partial class RunbookPage
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Program.Root, "docs", "operations", "runbook.md")).ReplaceLineEndings("\n");

    /// <summary>All of its commands, in their order.</summary>
    public static string Commands => string.Join('\n', Block().Matches(Text).Select(m => m.Groups[1].Value));

    /// <summary>The alerts that it knows.</summary>
    public static IReadOnlyList<string> Alerts => [.. Alert().Matches(Text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("^```bash\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| (CallGrains\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Alert();
}
