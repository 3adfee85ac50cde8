using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace CallGrains.Packages.Tests.Templates;

/// <summary>
/// A folder of somebody who has never heard of this repository: our packages come from a source in its own
/// NuGet.config, all others from the machine's sources; templates, tools and our packages are cached in it alone.
/// </summary>
internal sealed class CleanFolder
{
    private readonly Packed _packed;
    private readonly Dictionary<string, string> _environment;

    /// <param name="packed">Our packages.</param>
    /// <param name="name">The folder's name.</param>
    /// <param name="hasSource">Whether our packages are a source already.</param>
    public CleanFolder(Packed packed, string name, bool hasSource = true)
    {
        _packed = packed;
        Path = Directory.CreateDirectory(System.IO.Path.Combine(packed.Work, name)).FullName;
        _environment = new()
        {
            ["NUGET_PACKAGES"] = In("cache"),
            ["NUGET_FALLBACK_PACKAGES"] = MachinePackages(),
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
        };
        if (!hasSource)
        {
            return;
        }

        File.WriteAllText(In("NuGet.config"), $"""
            <configuration>
              <packageSources><add key="callgrains-under-test" value="{packed.Folder}" /></packageSources>
              <packageSourceMapping>
                <packageSource key="callgrains-under-test"><package pattern="CallGrains.*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }

    public string Path { get; }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public Cli At(string name = "", params (string Key, string Value)[] more)
    {
        var environment = new Dictionary<string, string>(_environment);
        foreach (var (key, value) in more)
        {
            environment[key] = value;
        }

        return new Cli(In(name), environment);
    }

    /// <summary>A program in it, which finds the runtime that runs this test.</summary>
    public Cli Program(string name) =>
        new(Path, new Dictionary<string, string>(_environment) { ["DOTNET_ROOT"] = System.IO.Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory()) }, In(name));

    /// <summary>Runs lines of bash; ends with the first that fails.</summary>
    public Task<string> BashAsync(string lines) => new Cli(Path, _environment, "bash").RunAsync("-euo", "pipefail", "-c", lines);

    /// <summary><c>dotnet new</c> with templates of its own; the first installs ours.</summary>
    public async Task NewAsync(string folder, params string[] arguments)
    {
        var hive = In("hive");
        if (!Directory.Exists(hive))
        {
            await At().RunAsync("new", "install", _packed.PathOf("CallGrains.Templates"), "--debug:custom-hive", hive);
        }

        await At(folder).RunAsync(["new", .. arguments, "--debug:custom-hive", hive]);
    }

    /// <summary>What other tests have fetched already need not be fetched again.</summary>
    private static string MachinePackages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}

/// <summary>A program under way, killed at the end.</summary>
internal sealed class Running(Process process, StringBuilder said) : IAsyncDisposable
{
    public string Said
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    public bool HasEnded => process.HasExited;

    public static Running Start(Cli cli, params string[] arguments)
    {
        var said = new StringBuilder();
        return new Running(cli.Start(said, arguments), said);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }
}
