using System.Reflection;

namespace CallGrains.Packages.Tests;

/// <summary>How this test was built, and where the repository is.</summary>
internal static class Build
{
    public static string Configuration { get; } = Metadata("Configuration");

    public static string Version { get; } = Metadata("Version");

    public static string Root { get; } = FindRoot();

    /// <summary>The libraries that are packed, by name.</summary>
    public static IReadOnlyList<string> Libraries { get; } =
        [.. Directory.EnumerateDirectories(Path.Combine(Root, "src"), "CallGrains.*").Select(d => Path.GetFileName(d)!).Where(IsLibrary).Order(StringComparer.Ordinal)];

    private static bool IsLibrary(string name)
    {
        var project = Path.Combine(Root, "src", name, name + ".csproj");
        return File.Exists(project)
            && name is not ("CallGrains.Analyzers" or "CallGrains.Host" or "CallGrains.Samples" or "CallGrains.Simulator" or "CallGrains.Templates" or "CallGrains.Tool");
    }

    private static string Metadata(string key) => typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CallGrains.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("CallGrains.sln is in no folder above the tests.");
        }

        return folder;
    }
}
