using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CallGrains.Tool.Clusters;

/// <summary>One process of a cluster; what it says is passed on behind its name.</summary>
internal sealed class Member
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3), StopLimit = TimeSpan.FromSeconds(30);

    /// <summary>Of a silo that the others declared dead: a supervisor starts it again.</summary>
    private const int DeclaredDead = 70;
    private const int MaxStarts = 3;

    private readonly ProcessStartInfo _start;
    private readonly ToolWorld _world;
    private Process _process;
    private int _starts;

    private Member(string name, Uri url, ProcessStartInfo start, ToolWorld world)
    {
        (Name, Url, _start, _world) = (name, url, start, world);
        _process = Run();
    }

    public string Name { get; }

    /// <summary>What tells whether it is ready.</summary>
    public Uri Url { get; }

    public int Id => _process.Id;

    /// <summary>Where a program is: with this one, as the tool's package brings it.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static string FileOf(string program)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"callgrains-{program.ToLowerInvariant()}.dll");
        return File.Exists(file) ? file : throw new InvalidOperationException($"'{file}' is missing; install the tool again.");
    }

    /// <summary>The program that runs libraries: the one that runs this.</summary>
    private static string Dotnet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Starts a program.</summary>
    /// <param name="name">What its lines begin with.</param>
    /// <param name="file">The program (<see cref="FileOf"/>).</param>
    /// <param name="ready">Tells whether it is ready.</param>
    /// <param name="arguments">Its arguments, which every user of the machine can read.</param>
    /// <param name="environment">Its environment beside the tool's own; secrets go here.</param>
    /// <param name="world">Where its lines go.</param>
    public static Member Start(string name, string file, Uri ready, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, ToolWorld world)
    {
        var isLibrary = Path.GetExtension(file) == ".dll";
        var start = new ProcessStartInfo(isLibrary ? Dotnet : file, isLibrary ? [file, .. arguments] : arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ENVIRONMENT"] = world.Environment("DOTNET_ENVIRONMENT") ?? "Development";
        start.Environment[ParentProcess.Variable] = ParentProcess.ForChildren;
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return new Member(name, ready, start, world);
    }

    /// <summary>Waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or took too long.</exception>
    public async Task WhenReadyAsync(CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var begin = _world.Time.GetTimestamp();
        while (!await IsReadyAsync(http, stop))
        {
            if ((_process.HasExited && !StartAgain()) || _world.Time.GetElapsedTime(begin) > StartLimit)
            {
                throw new InvalidOperationException($"{Name} did not get ready at {Url}; see above what it said.");
            }

            await Task.Delay(Between, _world.Time, stop);
        }
    }

    /// <summary>Waits for its end, and tells of it: the others go on.</summary>
    public async Task EndedAsync(CancellationToken stop)
    {
        do
        {
            await _process.WaitForExitAsync(stop);
            Pass($"has ended with exit code {_process.ExitCode}.");
        }
        while (StartAgain());
    }

    /// <summary>Asks it to stop, and waits for that; one that does not stop within half a minute is killed.</summary>
    public async Task StopAsync()
    {
        // Windows has no such signal; a Ctrl-C there has reached all programs of the console.
        if (!_process.HasExited && !OperatingSystem.IsWindows())
        {
            using var kill = Process.Start("kill", ["-TERM", $"{Id}"]);
            await kill.WaitForExitAsync();
        }

        try
        {
            await _process.WaitForExitAsync().WaitAsync(StopLimit, _world.Time);
        }
        catch (TimeoutException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>Ends it without its order: for one that nobody needs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private Process Run()
    {
        _starts++;
        var process = Process.Start(_start)!;
        process.OutputDataReceived += (_, e) => PassLog(e.Data);
        process.ErrorDataReceived += (_, e) => Pass(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>As a supervisor does it; on a busy machine a silo may be declared dead while it starts.</summary>
    private bool StartAgain()
    {
        if (_process.ExitCode != DeclaredDead || _starts == MaxStarts)
        {
            return false;
        }

        Pass("starts again.");
        _process.Dispose();
        _process = Run();
        return true;
    }

    private async Task<bool> IsReadyAsync(HttpClient http, CancellationToken stop)
    {
        try
        {
            using var answer = await http.GetAsync(Url, stop);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Of what it prints, the log: the greetings of all of them would hide the cluster's own.</summary>
    private void PassLog(string? line)
    {
        if (line is { Length: > 0 } && (char.IsAsciiDigit(line[0]) || line.StartsWith("warn", StringComparison.Ordinal) || line.StartsWith("fail", StringComparison.Ordinal) || line.EndsWith(" stopped.", StringComparison.Ordinal)))
        {
            Pass(line);
        }
    }

    private void Pass(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            _world.Out.WriteLine($"{Name,-10} | {line}");
        }
    }
}
