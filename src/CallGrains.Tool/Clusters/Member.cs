using System.Diagnostics;

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

    /// <summary>Where a program is that was published beside this one.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static string FileOf(string program)
    {
        var file = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", $"CallGrains.{program}", $"callgrains-{program.ToLowerInvariant()}"));
        return File.Exists(file) ? file : throw new InvalidOperationException($"'{file}' is missing: run this with ./callgrains in a copy of the repository, which builds what it needs.");
    }

    /// <summary>Starts a program.</summary>
    /// <param name="name">What its lines begin with.</param>
    /// <param name="file">The program (<see cref="FileOf"/>).</param>
    /// <param name="ready">Tells whether it is ready.</param>
    /// <param name="arguments">Its arguments, which every user of the machine can read.</param>
    /// <param name="environment">Its environment beside the tool's own; secrets go here.</param>
    /// <param name="world">Where its lines go.</param>
    public static Member Start(string name, string file, Uri ready, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, ToolWorld world)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
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
        if (!_process.HasExited)
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
