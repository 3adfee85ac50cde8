namespace CallGrains.TestSupport.Programs;

/// <summary>What <c>./callgrains up</c> starts: a simulator, and a host with the sample flows.</summary>
public sealed class ProgramPair : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callgrains-pair-");

    private ProgramPair()
    {
    }

    public Program Simulator { get; private set; } = null!;

    public Program Host { get; private set; } = null!;

    /// <summary>Holds the host's data; removed at the end.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Both are ready when it returns.</summary>
    /// <param name="speed">How much faster than real time the simulator's runs.</param>
    /// <param name="host">What else the host is told.</param>
    public static async Task<ProgramPair> StartAsync(double speed, params string[] host)
    {
        var pair = new ProgramPair();
        try
        {
            pair.Simulator = await Program.StartSimulatorAsync(speed, Tick.FreePort());
            pair.Host = await Program.StartHostAsync(pair.Simulator.Url, pair.Folder, Tick.FreePort(), host);
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in new[] { Host, Simulator }.OfType<Program>())
        {
            await program.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
