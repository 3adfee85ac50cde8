using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace CallGrains.Benchmarks.Probe;

/// <summary>The bench's end of a probe. Closing it ends the process under test.</summary>
internal sealed class ProbeClient : IDisposable
{
    public const string PortVariable = "CALLGRAINS_BENCH_PROBE";
    public const string Collect = "collect";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private TcpClient? _client;
    private StreamReader? _reader;
    private StreamWriter? _writer;

    public ProbeClient() => _listener.Start();

    /// <summary>What the process under test must be started with.</summary>
    public IEnumerable<(string Name, string Value)> Environment =>
    [
        ("DOTNET_STARTUP_HOOKS", typeof(ProbeClient).Assembly.Location),
        (PortVariable, $"{((IPEndPoint)_listener.LocalEndpoint).Port}"),
    ];

    /// <summary>Reads the process's counters, after a full collection if asked.</summary>
    public async Task<ProbeReading> ReadAsync(bool collect = false)
    {
        if (_client is null)
        {
            _client = await _listener.AcceptTcpClientAsync();
            (_reader, _writer) = (new StreamReader(_client.GetStream()), new StreamWriter(_client.GetStream()) { AutoFlush = true });
        }

        await _writer!.WriteLineAsync(collect ? Collect : "read");
        return JsonSerializer.Deserialize((await _reader!.ReadLineAsync())!, ProbeJson.Default.ProbeReading)!;
    }

    public void Dispose()
    {
        _client?.Dispose();
        _listener.Dispose();
    }
}
