using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;

namespace CallGrains.Tool.Tests.Fuzzing;

/// <summary>
/// A kernel with bugs to switch on, and the fuzzer on top of it: built from a copy of the source, loaded beside the
/// real ones.
/// </summary>
internal sealed class MutatedKernel : AssemblyLoadContext, IDisposable
{
    private static readonly string[] Ours = ["CallGrains.Bandwidth", "CallGrains.Samples", "CallGrains.Storage", "CallGrains.Telnyx", "CallGrains.Testing", "callgrains-tool"];
    private static readonly string[] RootFiles = ["Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt"];
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
    private readonly string _folder = Directory.CreateTempSubdirectory("callgrains-mutants-").FullName;
    private readonly string _kernel;

    public MutatedKernel()
        : base(isCollectible: false)
    {
        var root = Root();
        var source = Path.Combine(_folder, "src", "CallGrains.Flows");
        foreach (var file in RootFiles)
        {
            File.Copy(Path.Combine(root, file), Path.Combine(_folder, file));
        }

        Copy(Path.Combine(root, "src", "CallGrains.Abstractions"), Path.Combine(_folder, "src", "CallGrains.Abstractions"));
        Copy(Path.Combine(root, "src", "CallGrains.Flows"), source);
        Mutations.Apply(source);
        Build(source);
        _kernel = Path.Combine(_folder, "out", "CallGrains.Flows.dll");
    }

    /// <summary>
    /// Runs seeds over a carrier's network with one bug switched on (null: none); returns what the fuzzer found, and
    /// after how many seeds.
    /// </summary>
    public (string? Violation, long Seeds) Fuzz(string? bug, int seeds, string carrier)
    {
        LoadFromAssemblyName(new AssemblyName("CallGrains.Flows")).GetType("CallGrains.Flows.Mutant")!.GetField("Name", Any)!.SetValue(null, bug);
        var network = LoadFromAssemblyName(new AssemblyName("CallGrains.Testing")).GetType("CallGrains.Testing.SimulatedNetwork")!.GetProperty(carrier, Any)!.GetValue(null);
        var flows = LoadFromAssemblyName(new AssemblyName("callgrains-tool")).GetType("CallGrains.Tool.Fuzzing.SampleFlows")!.GetMethod("On", Any)!.Invoke(null, [network]);
        var type = LoadFromAssemblyName(new AssemblyName("CallGrains.Testing")).GetType("CallGrains.Testing.Fuzzing.FuzzCampaign")!;
        var campaign = Activator.CreateInstance(type, Any, null, [flows, 1UL, (long)seeds], null)!;
        type.GetMethod("Run", Any)!.Invoke(campaign, [Environment.ProcessorCount, CancellationToken.None]);
        var broken = type.GetProperty("Broken", Any)!.GetValue(campaign);
        return ((string?)broken?.GetType().GetProperty("Violation", Any)!.GetValue(broken), (long)type.GetProperty("Done", Any)!.GetValue(campaign)!);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Ours are loaded anew, so that they meet the mutated kernel; all others are shared.</summary>
    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
    {
        "CallGrains.Flows" => LoadFromAssemblyPath(_kernel),
        { } name when Ours.Contains(name) => LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{name}.dll")),
        _ => null,
    };

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CallGrains.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            if (name.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
                File.Copy(file, Path.Combine(to, name));
            }
        }
    }

    private void Build(string source)
    {
        var start = new ProcessStartInfo("dotnet", ["build", source, "-c", "Release", "-o", Path.Combine(_folder, "out"), "-v", "q", "-nologo", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-p:UseSharedCompilation=false", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _folder,
        };
        using var build = Process.Start(start)!;
        var output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        Assert.True(build.ExitCode == 0, $"the mutated kernel does not build:\n{output}");
    }
}
