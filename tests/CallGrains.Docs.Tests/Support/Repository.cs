using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CallGrains.Docs.Tests.Support;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Built = ["bin", "obj", "artifacts", "node_modules", ".git"];

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    /// <summary>
    /// All tracked Markdown files, by their paths from the root; without Git, all that are not built. The form of the
    /// analyzers' releases is the compiler's.
    /// </summary>
    public static IReadOnlyList<string> Pages { get; } =
        [.. (Tracked() ?? Files("", "*.md"))
            .Where(p => File.Exists(Path.Combine(Root, p)) && !p.Contains("/AnalyzerReleases.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>
    /// The C# sources below <c>src</c> and <c>tests</c>, by their paths from the root, without what was built.
    /// </summary>
    public static IReadOnlyList<string> Sources { get; } =
        [.. Files("src", "*.cs").Concat(Files("tests", "*.cs")).Order(StringComparer.Ordinal)];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    /// <summary>The texts of the C# sources below a folder.</summary>
    public static IEnumerable<string> Texts(string folder) =>
        Sources.Where(p => p.StartsWith(folder + "/", StringComparison.Ordinal)).Select(Read);

    private static IEnumerable<string> Files(string folder, string pattern) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        .Select(p => Path.GetRelativePath(Root, p).Replace('\\', '/'))
        .Where(p => !p.Split('/').Any(Built.Contains));

    private static List<string>? Tracked()
    {
        string[] arguments = ["-C", Root, "ls-files", "--cached", "--others", "--exclude-standard", "*.md"];
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true })!;
            var paths = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
            git.WaitForExit();
            return git.ExitCode == 0 && paths.Count > 0 ? paths : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
