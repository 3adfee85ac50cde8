using System.Globalization;
using CallGrains.Testing;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests.Cluster;

/// <summary>A cluster of real processes over a real PostgreSQL, to be broken.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly int[] _ingressPorts;
    private readonly double _speed;
    private readonly Func<string, string[]> _more;
    private readonly System.Collections.Concurrent.ConcurrentBag<Program> _started = [];

    private TestCluster(int[] ingressPorts, double speed, Func<string, string[]> more) => (_ingressPorts, _speed, _more) = (ingressPorts, speed, more);

    public PrivatePostgres Postgres { get; private set; } = null!;

    public Program Simulator { get; private set; } = null!;

    public List<Program> Silos { get; } = [];

    public List<Program> Ingresses { get; } = [];

    /// <param name="silos">How many.</param>
    /// <param name="ingresses">How many.</param>
    /// <param name="speed">The carrier's.</param>
    /// <param name="more">More arguments of a process, by its name; null for none.</param>
    /// <param name="ports">The ports of the ingresses; null for free ones.</param>
    public static async Task<TestCluster> StartAsync(int silos = 3, int ingresses = 2, double speed = 4, Func<string, string[]>? more = null, int[]? ports = null)
    {
        var cluster = new TestCluster(ports ?? [.. Enumerable.Range(0, ingresses).Select(_ => Tick.FreePort())], speed, more ?? (_ => []));
        try
        {
            await cluster.StartAllAsync(silos, ingresses);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public Task<Program> StartSiloAsync(params string[] more) => StartAsync("silo", Tick.FreePort(), more);

    /// <summary>An ingress comes back at its address, as a supervisor brings it back.</summary>
    public Task<Program> StartIngressAsync(int index, params string[] more) => StartAsync("ingress", _ingressPorts[index], [.. _more($"ingress-{index}"), .. more]);

    public async ValueTask DisposeAsync()
    {
        KeepLogs();
        foreach (var program in _started.Append(Simulator).OfType<Program>())
        {
            await program.DisposeAsync();
        }

        if (Postgres is not null)
        {
            await Postgres.DisposeAsync();
        }
    }

    private async Task StartAllAsync(int silos, int ingresses)
    {
        Postgres = await PrivatePostgres.StartAsync("max_connections = 500");
        Simulator = await Program.StartSimulatorAsync(_speed, Tick.FreePort(), "--history", "1000000");
        Silos.AddRange(await Task.WhenAll(Enumerable.Range(0, silos).Select(i => StartSiloAsync(_more($"silo-{i}")))));
        Ingresses.AddRange(await Task.WhenAll(Enumerable.Range(0, ingresses).Select(i => StartIngressAsync(i))));
    }

    private Task<Program> StartAsync(string role, int port, string[] more) => Program.StartMemberAsync(
        Simulator.Url,
        port,
        [
            "--role", role, "--cluster", Postgres.ConnectionString(), "--public-url", Url(0),
            .. _ingressPorts.Length > 1 ? new[] { "--fallback-url", Url(1) } : [], .. more,
        ],
        _started.Add);

    /// <summary>For whoever asks what happened.</summary>
    private void KeepLogs()
    {
        if (Environment.GetEnvironmentVariable("CALLGRAINS_LOGS") is not { Length: > 0 } folder)
        {
            return;
        }

        foreach (var (program, i) in _started.Select((p, i) => (p, i)))
        {
            File.WriteAllText(Path.Combine(folder, $"{i}-{program.Url.Port}.log"), $"{program.Output}\n{program.State}\n");
        }
    }

    private string Url(int ingress) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_ingressPorts[ingress]}");
}
