using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CallGrains.Deploy.Tests.Aspire;

/// <summary>
/// The sample of Aspire names settings and programs that there are, and its model is what it is to be.
/// </summary>
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

    /// <summary>As the deployment's own tool reads it; no engine is asked for a container.</summary>
    [Fact]
    public async Task It_builds_and_its_model_is_a_cluster_on_one_database()
    {
        Assert.SkipUnless(Campaign.IsFull, "Fetches packages with programs in them: ./callgrains test --full runs it.");
        var folder = Directory.CreateTempSubdirectory("callgrains-aspire-").FullName;
        try
        {
            await RunAsync("build", Files.At("aspire"), "-c", "Release", "-v", "q", "-nologo");
            var manifest = Path.Combine(folder, "manifest.json");
            await RunAsync(Path.Combine(Files.At("aspire"), "bin", "Release", "net10.0", "CallGrains.AppHost.dll"), "--publisher", "manifest", "--output-path", manifest);
            var resources = JsonNode.Parse(await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken))!["resources"]!.AsObject();
            Assert.All(["postgres", "calls", "carrier", "silo", "ingress"], name => Assert.True(resources.ContainsKey(name), $"{name} is missing"));
            foreach (var role in new[] { "silo", "ingress" })
            {
                var settings = resources[role]!["env"]!.AsObject().Where(e => e.Key.StartsWith("CallGrains__", StringComparison.Ordinal)).ToDictionary(e => e.Key, e => (string?)e.Value);
                Assert.Equal((role, "{calls.connectionString}"), (settings["CallGrains__Role"], settings["CallGrains__Cluster__ConnectionString"]));
                Assert.Equal("{ingress.bindings.http.url}", settings["CallGrains__PublicUrl"]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using var program = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var said = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(program.ExitCode == 0, said);
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
