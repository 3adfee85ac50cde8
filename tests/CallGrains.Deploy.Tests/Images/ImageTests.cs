using System.Text.Json.Nodes;

namespace CallGrains.Deploy.Tests.Images;

/// <summary>
/// The image that the SDK makes without an engine, its base from a registry of this machine: what is in it, and that it
/// runs as its own settings say.
/// </summary>
public sealed class ImageTests : IDisposable
{
    private const string Key = "a-key-out-of-a-file-of-its-own";
    private readonly DirectoryInfo _folder = Files.NewFolder();

    [Fact]
    public async Task The_image_holds_the_host_and_runs_it_without_rights()
    {
        Assert.SkipUnless(Campaign.IsFull, "Publishes the host: ./callgrains test --full runs it.");
        await using var registry = await FakeRegistry.StartAsync();
        var archive = Path.Combine(_folder.FullName, "host.tar");
        var (code, said) = await Tools.RunAsync(
            "env", $"DOTNET_CONTAINER_INSECURE_REGISTRIES={registry.Host}", "dotnet", "publish", Path.Combine(Program.Root, "src", "CallGrains.Host"), "-c", "Release", "-t:PublishContainer",
            $"-p:PublishDir={_folder.FullName}/publish/", $"-p:ContainerArchiveOutputPath={archive}", $"-p:ContainerBaseImage={registry.Host}/dotnet/aspnet:10.0-noble-chiseled-extra", "-nologo");
        Assert.True(code == 0, said);

        var image = await UnpackAsync(archive);
        var configuration = image["config"]!;
        Assert.Equal("1654:1654", (string?)configuration["User"]);
        Assert.Equal(["dotnet", "/app/callgrains-host.dll"], configuration["Entrypoint"]!.AsArray().Select(e => (string)e!));
        Assert.Equal(["11111/tcp", "30000/tcp", "8080/tcp"], configuration["ExposedPorts"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
        var environment = configuration["Env"]!.AsArray().Select(e => ((string)e!).Split('=', 2)).Where(e => e[0] != "PATH").ToDictionary(e => e[0], e => e[1]);
        Assert.Empty(Settings.Faults(environment.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))));

        await RunAsync(environment);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task RunAsync(Dictionary<string, string> environment)
    {
        Assert.SkipWhen(LockedDown.Obstacle is not null, LockedDown.Obstacle ?? "");
        var url = new Uri($"http://127.0.0.1:{Tick.FreePort()}");
        var secrets = HostEnvironment.WriteSecrets(_folder.CreateSubdirectory("secrets").FullName, Key);
        foreach (var (name, value) in HostEnvironment.Of(url, secrets))
        {
            environment[name] = value;
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        await using var host = LockedDown.Start(Path.Combine(_folder.FullName, "image", "app"), environment, Environment.ProcessPath!, LockedDown.App + "/callgrains-host.dll");
        await host.UntilAsync(http, new Uri(url, "/readyz"));
        host.CheckRights();
        await HostEnvironment.CheckKeyAsync(http, url, Key);
        var (code, said) = await host.StopAsync();
        Assert.True(code == 0, said);
    }

    /// <summary>Lays the layers over each other; returns the image's configuration.</summary>
    private async Task<JsonObject> UnpackAsync(string archive)
    {
        var parts = Directory.CreateDirectory(Path.Combine(_folder.FullName, "parts")).FullName;
        await ExtractAsync(archive, parts);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(parts, "manifest.json")))![0]!;
        var image = Directory.CreateDirectory(Path.Combine(_folder.FullName, "image")).FullName;
        foreach (var layer in manifest["Layers"]!.AsArray())
        {
            await ExtractAsync(Path.Combine(parts, (string)layer!), image);
        }

        return JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(parts, (string)manifest["Config"]!)))!.AsObject();
    }

    private static async Task ExtractAsync(string archive, string folder)
    {
        var (code, said) = await Tools.RunAsync("tar", "--extract", "--file", archive, "--directory", folder, "--no-same-owner");
        Assert.True(code == 0, said);
    }
}
