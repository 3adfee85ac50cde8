using System.Diagnostics;

namespace CallGrains.Deploy.Tests.Support;

/// <summary>
/// A program as a container runs it: the user nobody, no capability and no way to one, and every file system read-only
/// but one in memory for its data, at <see cref="Data"/>. Its own folder is at <see cref="App"/>.
/// </summary>
internal sealed class LockedDown : IAsyncDisposable
{
    public const string App = "/mnt", Data = "/media";
    private const int Nobody = 65534;

    private const string Script = """
        set -e
        mount --bind "$1" /mnt
        mount -t tmpfs -o mode=0700,uid=65534,gid=65534 none /media
        cut -d' ' -f2 /proc/self/mounts | while read -r place; do
          case $place in /proc* | /sys* | /media) ;; *) mount -o remount,bind,ro "$place" 2>/dev/null || true ;; esac
        done
        shift
        cd /mnt
        exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
        """;

    private readonly Process _process;
    private readonly Task<string[]> _said;

    private LockedDown(Process process)
    {
        _process = process;
        _said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    /// <summary>Why no program can be started so; null when one can.</summary>
    public static string? Obstacle { get; } = Find();

    /// <param name="folder">Becomes <see cref="App"/>.</param>
    /// <param name="environment">All that the program's environment has, beside the path.</param>
    /// <param name="command">The program and its arguments.</param>
    public static LockedDown Start(string folder, IEnumerable<KeyValuePair<string, string>> environment, params string[] command)
    {
        string[] arguments = ["--mount", "sh", "-c", Script, "sh", folder, .. command];
        var start = new ProcessStartInfo("unshare", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        var kept = start.Environment.Where(v => v.Key is "PATH" or "CALLGRAINS_PARENT").ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept.Concat(environment.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))))
        {
            start.Environment[name] = value;
        }

        return new LockedDown(Process.Start(start)!);
    }

    /// <summary>Waits until the address answers well.</summary>
    public Task<string> UntilAsync(HttpClient http, Uri url) => Tick.UntilAsync(
        async () =>
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"It ended with {_process.ExitCode}: {string.Concat(await _said)}");
            }

            try
            {
                using var answer = await http.GetAsync(url);
                return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : null;
            }
            catch (HttpRequestException)
            {
                return null;
            }
        },
        () => $"{url} never answered.");

    /// <summary>Fails unless the process has no more rights than it should.</summary>
    public void CheckRights()
    {
        var status = File.ReadLines($"/proc/{_process.Id}/status").Select(l => l.Split(':', 2)).ToDictionary(l => l[0], l => l[1].Trim());
        Assert.Equal([Nobody, Nobody, Nobody, Nobody], status["Uid"].Split('\t').Select(int.Parse));
        Assert.Equal("", status["Groups"]);
        Assert.Equal("1", status["NoNewPrivs"]);
        Assert.All(new[] { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb" }, set => Assert.Equal("0000000000000000", status[set]));
        var mounts = File.ReadLines($"/proc/{_process.Id}/mounts").Select(l => l.Split(' ')).ToList();
        Assert.StartsWith("ro", mounts.Last(m => m[1] == "/")[3], StringComparison.Ordinal);
        Assert.StartsWith("ro", mounts.Last(m => m[1] == App)[3], StringComparison.Ordinal);
        Assert.StartsWith("rw", mounts.Last(m => m[1] == Data)[3], StringComparison.Ordinal);
    }

    /// <summary>SIGTERM, and the end of the process; returns its exit code and what it said.</summary>
    public async Task<(int Code, string Said)> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (_process.ExitCode, string.Concat(await _said));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "Only root of a Linux can make a read-only world for another user; run this test as root.";
        }

        using var trial = Process.Start(new ProcessStartInfo("sh", ["-c", "unshare --mount mount -t tmpfs none /media && command -v setpriv"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        trial.WaitForExit();
        return trial.ExitCode == 0 ? null : "This machine lets nobody make mounts of his own (unshare --mount), or has no setpriv.";
    }
}
