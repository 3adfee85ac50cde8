using CallGrains.Samples;
using CallGrains.Simulator;
using CallGrains.TestSupport.Programs;

namespace CallGrains.Tool.Tests.Support;

/// <summary>
/// A simulated carrier and a host with the front desk, in this process and over real sockets: one for all tests of
/// commands that ask a host.
/// </summary>
public sealed class LiveHost : IAsyncLifetime
{
    public const string Number = "+15550100", Key = "live-host-live-host", ReadKey = "reader-reader-reader";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callgrains-live-");
    private SimulatorServer _simulator = null!;
    private WebApplication _app = null!;

    public Uri Simulator => _simulator.Url;

    public string Url => _app.Urls.First();

    /// <summary>The folder of its journal.</summary>
    public string Data => _folder.FullName;

    /// <summary>Settings of it, as <c>doctor</c> is told them.</summary>
    public string[] Settings => [.. Given.SelectMany(s => new[] { "--set", s })];

    private string[] Given =>
    [
        $"CallGrains:Data={_folder.FullName}", $"Bandwidth:BaseUrl={_simulator.Url}", $"CallGrains:Operations:NamedKeys:live={Key}", "CallGrains:Operations:HashedKeys:reader:Role=read",
        $"CallGrains:Operations:HashedKeys:reader:Sha256={Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(ReadKey)))}",
    ];

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Port = 0, Speed = 10 });
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development", Args = [.. Given.Append("CallGrains:Port=0").Select(s => "--" + s)] });
        builder.Logging.ClearProviders();
        builder.AddCallGrainsHost();
        builder.Services.AddCallGrains();
        builder.Services.AddSingleton<IDirectory, SampleDirectory>().AddFlow<FrontDesk>(Number);
        _app = builder.Build();
        _app.MapCallGrainsHost();
        await _app.StartAsync();
        using var http = new HttpClient();
        await Tick.UntilAsync(async () => (await http.GetAsync(Url + "/readyz")).IsSuccessStatusCode ? "ready" : null, () => "The host did not get ready.");
    }

    /// <summary>Runs a command that asks the host.</summary>
    internal Task<Run> ToolAsync(params string[] args) => Run.ToolAsync([.. args, "--host", Url, "--api-key", Key]);

    /// <summary>Calls the front desk, and waits for its menu; the call's id.</summary>
    internal async Task<string> CallAsync(string from)
    {
        using var phone = new Tool.Scenarios.Phone(Simulator);
        var id = await phone.DialAsync(from, Number, CancellationToken.None);
        await Tick.UntilAsync(async () => (await phone.LookAsync(id, CancellationToken.None)).Sounds.Any(s => s.Contains("press 2", StringComparison.Ordinal)) ? "heard" : null, () => "The menu was not heard.");
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _simulator.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(nameof(LiveHost))]
public sealed class LiveHostCollection : ICollectionFixture<LiveHost>;
