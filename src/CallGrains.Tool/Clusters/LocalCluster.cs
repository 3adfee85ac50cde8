using System.Net;
using System.Net.Sockets;
using CallGrains.Testing;
using Spectre.Console;

namespace CallGrains.Tool.Clusters;

/// <summary>
/// The processes of a cluster on this machine; disposal stops them in order, each after those that need it.
/// </summary>
internal sealed class LocalCluster(ClusterSize size, ToolWorld world) : IAsyncDisposable
{
    private readonly List<Member> _members = [];
    private PrivatePostgres? _postgres;

    private Uri Simulator => new($"http://127.0.0.1:{size.SimulatorPort}");

    /// <summary>What the person at the terminal is told.</summary>
    public void Greet()
    {
        var console = Terminal.On(world.Out);
        var table = Terminal.TableFor(console, words: 2, "program", "address", "process");
        foreach (var member in _members)
        {
            table.AddRow(new Text(member.Name), new Text(member.Url.GetLeftPart(UriPartial.Authority)), new Text($"{member.Id}"));
        }

        world.Out.WriteLine($"\nThe cluster is up: {size.Silos} silos, {size.Ingresses} ingresses, PostgreSQL on port {_postgres!.Port}.");
        console.Write(table);
        world.Out.WriteLine($"""
            The phone, for a browser: {Simulator}
            Call the front desk, kill a silo or an ingress with kill -9, and go on talking:
              curl -s {Simulator}sim/calls -H 'Content-Type: application/json' -d '{"{"}"from":"+15550123","to":"+15550100"{"}"}'
            Ctrl-C stops everything.
            """);
    }

    /// <summary>Starts everything; done when all are ready.</summary>
    /// <exception cref="InvalidOperationException">Something did not start; the message says what.</exception>
    public async Task StartAsync(CancellationToken stop)
    {
        _postgres = await PrivatePostgres.StartAsync("max_connections = 500");
        await AddAsync(stop, Start("simulator", "Simulator", "/healthz", size.SimulatorPort, "--speed", size.Speed));
        await AddAsync(stop, [.. Enumerable.Range(1, size.Silos).Select(i => Start($"silo-{i}", "Host", "/readyz", FreePort(), [.. Shared, "--role", "silo"]))]);
        await AddAsync(stop, [.. Enumerable.Range(1, size.Ingresses).Select(i => Start($"ingress-{i}", "Host", "/readyz", size.Port + i - 1, [.. Shared, "--role", "ingress"]))]);
    }

    public Task WhenAllEndedAsync(CancellationToken stop) => Task.WhenAll(_members.Select(member => member.EndedAsync(stop)));

    public async ValueTask DisposeAsync()
    {
        // Ingresses first, then silos, which hand their last commands to a carrier that still answers; the database
        // last.
        foreach (var rank in Enumerable.Reverse(_members).GroupBy(member => member.Name.Split('-')[0]))
        {
            await Task.WhenAll(rank.Select(member => member.StopAsync()));
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        await world.Out.WriteLineAsync("Stopped.");
    }

    /// <summary>The carrier reports to the first ingress, and where that does not answer to the second.</summary>
    private string[] Shared =>
    [
        "--carrier", Simulator.ToString(), "--public-url", $"http://127.0.0.1:{size.Port}",
        .. size.Verbose ? new[] { "--verbose" } : [],
        .. size.Ingresses > 1 ? new[] { "--fallback-url", $"http://127.0.0.1:{size.Port + 1}" } : [],
    ];

    private Member Start(string name, string program, string ready, int port, params string[] arguments)
    {
        var environment = new Dictionary<string, string> { ["CallGrains__Cluster__ConnectionString"] = _postgres!.ConnectionString() };
        var member = Member.Start(name, Member.FileOf(program), new Uri($"http://127.0.0.1:{port}{ready}"), ["--port", $"{port}", .. arguments], environment, world);
        _members.Add(member);
        return member;
    }

    private static Task AddAsync(CancellationToken stop, params Member[] members) => Task.WhenAll(members.Select(member => member.WhenReadyAsync(stop)));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
