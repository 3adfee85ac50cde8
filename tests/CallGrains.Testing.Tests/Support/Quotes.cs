using System.Runtime.CompilerServices;

namespace CallGrains.Testing.Tests.Support;

/// <summary>
/// The code of a README is quoted from files that are compiled and run: between <c>&lt;readme NAME&gt;</c> and
/// <c>&lt;/readme&gt;</c>.
/// </summary>
internal static class Quotes
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    /// <summary>The C# blocks of a README that are quoted from none of the files.</summary>
    public static IEnumerable<string> Unknown(string readme, string folder) =>
        Blocks(File.ReadAllText(Path.Combine(Root, readme))).Except(Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs").SelectMany(f => Quoted(File.ReadAllText(f))));

    public static IEnumerable<string> Blocks(string readme) => readme.Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0].Trim());

    private static IEnumerable<string> Quoted(string source) =>
        source.Split("// <readme ").Skip(1).Select(part => Unindented(part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..].Split("// </readme>")[0]));

    private static string Unindented(string code)
    {
        var lines = code.TrimEnd().Split('\n');
        var indent = lines.Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length > indent ? l[indent..].TrimEnd() : l.Trim())).Trim();
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
