namespace CallGrains.Packages.Tests.Templates;

/// <summary>The commands of docs/start.md, for a folder of a test.</summary>
internal sealed class StartPage(Packed packed, CleanFolder folder)
{
    private readonly List<string[]> _blocks = Read();

    /// <summary>
    /// A block of commands: our packages are where the test has them, templates and tools are the folder's own. What
    /// packs is left out, because the fixture has run it.
    /// </summary>
    /// <param name="place">Which block, from 0.</param>
    public string Block(int place)
    {
        var lines = _blocks[place].Where(l => !l.StartsWith("./callgrains pack ", StringComparison.Ordinal)).Select(Own);
        return string.Join('\n', [$"packages='{packed.Folder}' version='{packed.Version}'", .. lines.Where(l => !l.StartsWith("packages=", StringComparison.Ordinal))]);
    }

    /// <summary>The line that packs.</summary>
    public string Packing => Assert.Single(_blocks[0], l => l.StartsWith("./callgrains pack ", StringComparison.Ordinal));

    private string Own(string line)
    {
        line = line.Replace("~/calls", folder.Path, StringComparison.Ordinal);
        return line.StartsWith("dotnet new ", StringComparison.Ordinal) ? $"{line} --debug:custom-hive '{folder.In("hive")}'"
            : line.StartsWith("dotnet tool ", StringComparison.Ordinal) ? $"DOTNET_CLI_HOME='{folder.In("home")}' {line} --configfile '{folder.In("nuget.config")}'"
            : line;
    }

    private static List<string[]> Read()
    {
        var page = File.ReadAllText(Path.Combine(Build.Root, "docs/start.md"));
        return [.. page.Split("```bash\n").Skip(1).Select(b => b.Split("```")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split("  #")[0].TrimEnd()).ToArray())];
    }
}
