using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CallGrains.Deploy.Tests.Aspire;

/// <summary>The sample of Aspire names settings and programs that there are, and builds.</summary>
public sealed partial class AspireTests
{
    [Fact]
    public void Each_setting_is_one_and_each_program_is_there()
    {
        var program = Files.Read("aspire", "Program.cs");
        var settings = Setting().Matches(program).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.Contains("CallGrains__Cluster__ConnectionString", settings);
        Assert.Empty(Settings.Faults(settings.Select(s => KeyValuePair.Create(s, (string?)ValueOf(s)))));
        var projects = Project().Matches(program).Select(m => m.Value).ToList();
        Assert.Equal(2, projects.Count);
        Assert.All(projects, p => Assert.True(File.Exists(Path.Combine(Files.At("aspire"), p)), p));
    }

    [Fact]
    public async Task It_builds()
    {
        Assert.SkipUnless(Campaign.IsFull, "Fetches packages with programs in them: ./callgrains test --full runs it.");
        var start = new ProcessStartInfo("dotnet", ["build", Files.At("aspire"), "-c", "Release", "-v", "q", "-nologo"]) { RedirectStandardOutput = true };
        using var build = Process.Start(start)!;
        var said = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(build.ExitCode == 0, said);
    }

    private static string ValueOf(string setting) => setting switch
    {
        "CallGrains__Port" => "8080",
        "CallGrains__Role" => "silo",
        "CallGrains__Cluster__ConnectionString" => "Host=127.0.0.1;Database=calls",
        _ => "http://127.0.0.1:8080",
    };

    [GeneratedRegex("\"((?:CallGrains|Bandwidth)__[A-Za-z_]+)\"")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\.\./\.\./src/[A-Za-z./]+\.csproj")]
    private static partial Regex Project();
}
