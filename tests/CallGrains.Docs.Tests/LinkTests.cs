using CallGrains.Docs.Tests.Support;

namespace CallGrains.Docs.Tests;

/// <summary>Every relative link leads to a file, and every anchor to a heading.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory, MemberData(nameof(Pages))]
    public void Relative_links_and_anchors_lead_somewhere(string page) =>
        Faults.None(Markdown.Links(page).Select(l => Fault(page, l.Target) is { } fault ? $"{page}:{l.Line} {fault}" : null).OfType<string>());

    /// <summary>
    /// Single decisions are in an index of their own, and a template's page is a part of what it makes.
    /// </summary>
    [Fact]
    public void The_readme_leads_to_every_page()
    {
        var linked = Markdown.Links("README.md").Select(l => l.Target.Split('#')[0]).ToHashSet();

        Faults.None(Repository.Pages
            .Where(p => p != "README.md" && !p.StartsWith("docs/decisions/0", StringComparison.Ordinal))
            .Where(p => !p.StartsWith(".github/", StringComparison.Ordinal) && !p.Contains("/content/", StringComparison.Ordinal))
            .Except(linked));
    }

    private static string? Fault(string page, string target)
    {
        if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return null;
        }

        var (path, anchor) = target.Split('#') is [var p, var a] ? (p, a) : (target, null);
        var file = path.Length == 0 ? page : Normal(Path.Combine(Path.GetDirectoryName(page)!, Uri.UnescapeDataString(path)));
        var full = Path.Combine(Repository.Root, file);
        return !File.Exists(full) && !Directory.Exists(full) ? $"leads to {file}, which is not there"
            : anchor is not null && !Markdown.Anchors(file).Contains(anchor) ? $"leads to #{anchor}, which {file} has not"
            : null;
    }

    private static string Normal(string path) => Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, path))).Replace('\\', '/');
}
