using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CallGrains.Benchmarks.Probe;

namespace CallGrains.Benchmarks.Servers;

/// <summary>A process under test: a host, or a reference. It ends with this object, and with the bench.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly ProbeClient _probe;

    private Server(Process process, StreamWriter log, ProbeClient probe, Uri target) => (_process, _log, _probe, Target) = (process, log, probe, target);

    /// <summary>Where callbacks go.</summary>
    public Uri Target { get; }

    /// <summary>The other processes of its cluster, which end with it.</summary>
    public IReadOnlyList<Server> Beside { get; init; } = [];

    /// <summary>The folder of a run's files: logs, and the hosts' data.</summary>
    public static string Folder { get; set; } = "";

    /// <summary>Starts a process and waits until it is ready.</summary>
    /// <param name="name">Names its log.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments, given its port.</param>
    /// <param name="settings">Environment variables.</param>
    /// <param name="path">Where callbacks go there.</param>
    /// <param name="readyPath">What answers 200 when it is ready.</param>
    /// <param name="beside">The other processes of its cluster.</param>
    public static async Task<Server> StartAsync(
        string name, string program, Func<int, string[]> arguments, IEnumerable<(string Name, string Value)> settings, string path, string readyPath, IReadOnlyList<Server>? beside = null)
    {
        var port = FreePort();
        var probe = new ProbeClient();
        var start = new ProcessStartInfo(program, arguments(port)) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (key, value) in settings.Concat(probe.Environment))
        {
            start.Environment[key] = value;
        }

        var log = new StreamWriter(Path.Combine(Folder, $"{name}.log")) { AutoFlush = true };
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Write(log, line.Data);
        process.ErrorDataReceived += (_, line) => Write(log, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new Server(process, log, probe, new Uri($"http://127.0.0.1:{port}{path}")) { Beside = beside ?? [] };
        try
        {
            await server.ReadyAsync(new Uri(server.Target, readyPath), name);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The counters of this process and of those beside it together, after full collections if asked.
    /// </summary>
    public async Task<ProbeReading> ReadAsync(bool collect = false)
    {
        var sum = await _probe.ReadAsync(collect);
        foreach (var other in Beside)
        {
            sum += await other.ReadAsync(collect);
        }

        return sum;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in Beside)
        {
            await other.DisposeAsync();
        }

        _probe.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        await _log.DisposeAsync();
    }

    private async Task ReadyAsync(Uri url, string name)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var begin = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync(http, url))
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(begin) > StartLimit)
            {
                throw new InvalidOperationException($"'{name}' did not become ready; see {Path.Combine(Folder, $"{name}.log")}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri url)
    {
        try
        {
            using var answer = await http.GetAsync(url);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static void Write(StreamWriter log, string? line)
    {
        lock (log)
        {
            if (line is not null && log.BaseStream is not null)
            {
                log.WriteLine(line);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
