using System.Net;
using System.Net.Sockets;
using System.Text;
using CallGrains.Tool.Clusters;
using CallGrains.Tool.Scenarios;

namespace CallGrains.Tool.Attacks;

/// <summary>A simulated carrier and a host of their own, with the carrier's limits kept, to be attacked.</summary>
internal sealed class Target : IAsyncDisposable
{
    private const string ApiKey = "attack-attack-attack";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3), Between = TimeSpan.FromMilliseconds(50);

    private readonly List<Member> _members = [];
    private readonly ToolWorld _world;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callgrains-attack-");
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 }) { Timeout = TimeSpan.FromMinutes(2) };

    private Target(AttackPlan plan, ToolWorld world) => (Plan, _world) = (plan, world);

    public AttackPlan Plan { get; }

    public Uri Host { get; private set; } = null!;

    public Uri Simulator { get; private set; } = null!;

    public Phone Phone { get; private set; } = null!;

    /// <summary>The host's process.</summary>
    public int Id => _members[1].Id;

    /// <summary>The host's data folder.</summary>
    public string Data => Path.Combine(_folder.FullName, "data");

    public static async Task<Target> StartAsync(AttackPlan plan, string environment, ToolWorld world, CancellationToken stop)
    {
        var target = new Target(plan, world);
        try
        {
            await target.StartAsync(environment, stop);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request to the host; the status.</summary>
    public Task<int> PostAsync(string path, string json, CancellationToken stop) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(Host, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") }, stop);

    public async Task<int> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using (request)
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            await answer.Content.CopyToAsync(Stream.Null, stop);
            return (int)answer.StatusCode;
        }
    }

    /// <summary>A request with the host's key.</summary>
    public HttpRequestMessage Known(HttpMethod method, string path) => new(method, new Uri(Host, path)) { Headers = { { "X-Api-Key", ApiKey } } };

    /// <summary>Calls the front desk; how long until the first word is heard, in seconds.</summary>
    public async Task<double> FirstWordAsync(CancellationToken stop)
    {
        var begin = _world.Time.GetTimestamp();
        var call = await Phone.DialAsync($"+1555{Random.Shared.Next(1_000_000, 10_000_000)}", "+15550100", stop);
        while ((await Phone.LookAsync(call, stop)).Sounds.Count == 0 && _world.Time.GetElapsedTime(begin) < Longest)
        {
            await Task.Delay(Between, _world.Time, stop);
        }

        var took = _world.Time.GetElapsedTime(begin).TotalSeconds;
        await Phone.HangUpAsync(call, stop);
        return took;
    }

    public Task PassAsync(TimeSpan time, CancellationToken stop) => Task.Delay(time, _world.Time, stop);

    /// <summary>The host's memory now, in MB.</summary>
    public int Memory() => Kilobytes("VmRSS") / 1024;

    /// <summary>The host's memory at most, in MB.</summary>
    public int PeakMemory() => Kilobytes("VmHWM") / 1024;

    public async ValueTask DisposeAsync()
    {
        foreach (var member in Enumerable.Reverse(_members))
        {
            await member.KillAsync();
        }

        Phone?.Dispose();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(string environment, CancellationToken stop)
    {
        var quiet = _world with { Out = TextWriter.Null };
        Simulator = await AddAsync("simulator", Plan.Simulator ?? Member.FileOf("Simulator"), "/healthz", [], new Dictionary<string, string>(), quiet, stop);
        Phone = new Phone(Simulator);
        var settings = new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = environment, ["Bandwidth__Limits__Enabled"] = "true" };
        if (environment != "Development")
        {
            settings["CallGrains__Operations__ApiKeys__0"] = ApiKey;
        }

        Host = await AddAsync("host", Plan.Host ?? Member.FileOf("Host"), "/readyz", ["--carrier", Simulator.AbsoluteUri, "--data", Data], settings, quiet, stop);
    }

    private async Task<Uri> AddAsync(string name, string file, string ready, string[] arguments, IReadOnlyDictionary<string, string> environment, ToolWorld world, CancellationToken stop)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var member = Member.Start(name, file, new Uri(url, ready), ["--port", $"{url.Port}", .. arguments], environment, world);
        _members.Add(member);
        await member.WhenReadyAsync(stop);
        return url;
    }

    private int Kilobytes(string field) =>
        int.Parse(File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
