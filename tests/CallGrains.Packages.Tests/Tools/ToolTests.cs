using CallGrains.Packages.Tests.Templates;

namespace CallGrains.Packages.Tests.Tools;

/// <summary>The tool as somebody installs it who has no copy of the repository.</summary>
[Collection(nameof(Packed))]
public sealed class ToolTests(Packed packed)
{
    [Fact]
    public async Task The_tool_installs_from_its_package_and_runs()
    {
        var folder = new CleanFolder(packed, "tool");
        await folder.At("", ("DOTNET_CLI_HOME", folder.In("home"))).RunAsync(
            "tool", "install", "CallGrains.Tool", "--version", packed.Version, "--tool-path", folder.In("tools"), "--configfile", folder.In("NuGet.config"));
        var tool = folder.Program("tools/callgrains-tool");

        var help = await tool.RunAsync("--help");
        Assert.All(["provision", "scenario", "cluster", "export", "fuzz"], command => Assert.Contains($"  {command} ", help, StringComparison.Ordinal));

        // The schemas and the sample flows came along.
        await File.WriteAllTextAsync(folder.In("wrong.json"), """{ "aplications": [] }""");
        Assert.Contains("the file has 'aplications', which means nothing here; did you mean 'applications'?", await tool.RunAsync(2, "provision", folder.In("wrong.json")), StringComparison.Ordinal);
        Assert.Contains("No promise was broken.", await tool.RunAsync("fuzz", "--seeds", "20"), StringComparison.Ordinal);
    }
}
