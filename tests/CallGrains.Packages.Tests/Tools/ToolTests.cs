using CallGrains.Packages.Tests.Templates;

namespace CallGrains.Packages.Tests.Tools;

/// <summary>The tool as somebody installs it who has no copy of the repository.</summary>
[Collection(nameof(Packed))]
public sealed class ToolTests(Packed packed)
{
    [Fact]
    public async Task The_tool_installs_from_its_package_and_runs()
    {
        var folder = new CleanFolder(packed, "tool", hasSource: false);
        await File.WriteAllTextAsync(folder.In("nuget.config"), $"""<configuration><packageSources><add key="callgrains" value="{packed.Folder}" /></packageSources></configuration>""");
        await folder.BashAsync(new StartPage(packed, folder).Block(2).Split("callgrains --help")[0]);
        var tool = folder.Program("home/.dotnet/tools/callgrains");

        var help = await tool.RunAsync("--help");
        Assert.All(["up", "calls", "doctor", "mcp", "provision", "scenario", "cluster", "export", "fuzz"], command => Assert.Contains($"  {command} ", help, StringComparison.Ordinal));

        // The schemas and the sample flows came along.
        await File.WriteAllTextAsync(folder.In("wrong.json"), """{ "aplications": [] }""");
        Assert.Contains("the file has 'aplications', which means nothing here; did you mean 'applications'?", await tool.RunAsync(2, "provision", folder.In("wrong.json")), StringComparison.Ordinal);
        Assert.Contains("No promise was broken.", await tool.RunAsync("fuzz", "--seeds", "20"), StringComparison.Ordinal);
    }
}
