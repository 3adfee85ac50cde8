using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace CallGrains.TestSupport.Programs;

/// <summary>One of our programs as a process, its output kept for the failure message.</summary>
public sealed class Program : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly StringBuilder _output = new();
    private readonly Process _process;

    private Program(Process process, Uri url)
    {
        _process = process;
        Url = url;
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Url { get; }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it runs, or how it ended.</summary>
    public string State => _process.HasExited ? $"ended with exit code {_process.ExitCode}" : "runs";

    public long PeakMemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public static string Root { get; } = TestRun.EndsItsPrograms(FindRoot());

    public static Task<Program> StartSimulatorAsync(double speed, int port, params string[] more) =>
        StartAsync("CallGrains.Simulator", "callgrains-simulator", port, "/healthz", ["--speed", speed.ToString(System.Globalization.CultureInfo.InvariantCulture), .. more]);

    public static Task<Program> StartHostAsync(Uri carrier, string data, int port, params string[] more) =>
        StartAsync("CallGrains.Host", "callgrains-host", port, "/readyz", ["--carrier", carrier.ToString(), "--data", data, .. more]);

    /// <summary>A host that may have so many files open.</summary>
    public static Task<Program> StartHostAsync(Uri carrier, string data, int port, int descriptors, params string[] more) =>
        StartAsync("CallGrains.Host", "callgrains-host", port, "/readyz", ["--carrier", carrier.ToString(), "--data", data, .. more], descriptors: descriptors);

    /// <summary>A silo or an ingress of a cluster.</summary>
    public static Task<Program> StartMemberAsync(Uri carrier, int port, string[] arguments, Action<Program> started) =>
        StartAsync("CallGrains.Host", "callgrains-host", port, "/readyz", ["--carrier", carrier.ToString(), .. arguments], started);

    /// <summary>How the host is started, for tests of its start.</summary>
    public static ProcessStartInfo HostStart(string environment, string[] arguments) => StartOf("CallGrains.Host", "callgrains-host", environment, arguments);

    /// <summary>kill -9, and the end of the process.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Any other signal, such as STOP, CONT or TERM.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and the end of the process; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>Waits until the process has ended by itself; returns its exit code.</summary>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        await _process.WaitForExitAsync().WaitAsync(limit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static async Task<Program> StartAsync(string project, string name, int port, string ready, string[] arguments, Action<Program>? started = null, int? descriptors = null)
    {
        var start = StartOf(project, name, "Development", ["--port", $"{port}", .. arguments]);
        if (descriptors is { } most)
        {
            string[] all = ["-c", $"ulimit -n {most}; exec dotnet \"$@\"", "dotnet", .. start.ArgumentList];
            start.FileName = "sh";
            start.ArgumentList.Clear();
            Array.ForEach(all, start.ArgumentList.Add);
        }

        var program = new Program(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"));
        started?.Invoke(program);
        try
        {
            await program.AwaitReadyAsync(ready);
        }
        catch
        {
            await program.KillAsync();
            throw;
        }

        return program;
    }

    private static ProcessStartInfo StartOf(string project, string name, string environment, string[] arguments)
    {
        var dll = LibraryOf("src", project, name);
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ENVIRONMENT"] = environment;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        return start;
    }

    /// <summary>What a project beside this one was built into.</summary>
    public static string LibraryOf(string folder, string project, string name)
    {
        var configuration = typeof(Program).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Configuration").Value;
        return Path.Combine(Root, folder, project, "bin", configuration!, "net10.0", name + ".dll");
    }

    private async Task AwaitReadyAsync(string path)
    {
        var limit = Stopwatch.StartNew();
        while (!_process.HasExited && limit.Elapsed < TimeSpan.FromMinutes(3))
        {
            if (await IsReadyAsync(path))
            {
                return;
            }

            await Tick.NextAsync();
        }

        throw new InvalidOperationException($"{Url} did not get ready. It said:\n{Output}");
    }

    private async Task<bool> IsReadyAsync(string path)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Url, path));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CallGrains.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("CallGrains.sln is in no folder above the tests.");
        }

        return folder;
    }
}
