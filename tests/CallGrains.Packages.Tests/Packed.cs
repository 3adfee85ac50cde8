namespace CallGrains.Packages.Tests;

/// <summary>The tests that need packages; the others need not wait for them.</summary>
[CollectionDefinition(nameof(Packed))]
public sealed class PackedTests : ICollectionFixture<Packed>;

/// <summary>Everything that packs, packed once for all tests, under a version that no cache can have.</summary>
public sealed class Packed : IAsyncLifetime
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("callgrains-packages-");

    /// <summary>The version of the packages.</summary>
    public string Version { get; } = $"{Build.Version}-test.{Environment.ProcessId}";

    /// <summary>The folder of the packages, which serves as a package source.</summary>
    public string Folder => Path.Combine(_work.FullName, "packages");

    /// <summary>A folder outside the repository, removed at the end.</summary>
    public string Work => _work.FullName;

    public async ValueTask InitializeAsync()
    {
        // As docs/start.md says; what was built with this test is not built again.
        var built = new Dictionary<string, string> { ["CALLGRAINS_PUBLISHED"] = "1", ["CALLGRAINS_CONFIGURATION"] = Build.Configuration };
        await new Cli(Build.Root, built, Path.Combine(Build.Root, "callgrains")).RunAsync("pack", Folder, "--version", Version);
    }

    public ValueTask DisposeAsync()
    {
        _work.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The path of a package.</summary>
    public string PathOf(string id, string kind = "nupkg") => Path.Combine(Folder, $"{id}.{Version}.{kind}");
}
