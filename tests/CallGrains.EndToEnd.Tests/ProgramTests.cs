using System.Diagnostics;
using System.Text;
using Program = CallGrains.TestSupport.Programs.Program;

// The tests mostly wait for programs; three at once fill the time. What publishes the programs is one collection.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 3)]
[assembly: TestCollectionOrderer(typeof(CallGrains.EndToEnd.Tests.Support.LongestFirst))]

namespace CallGrains.EndToEnd.Tests;

/// <summary>The script and the programs, as somebody meets them who has just cloned the repository.</summary>
[Collection("the script")]
public sealed class ProgramTests
{
    [Fact]
    public async Task The_readmes_commands_make_a_call_and_up_stops_cleanly_on_SIGTERM()
    {
        var data = Directory.CreateTempSubdirectory("callgrains-up-").FullName;
        var (port, simulatorPort) = (Tick.FreePort(), Tick.FreePort());
        // As on a fresh clone, the script publishes the programs, even where a test run has done so.
        using var up = Start(("CALLGRAINS_PUBLISHED", null), "up", "--port", $"{port}", "--simulator-port", $"{simulatorPort}", "--data", data);
        var said = new StringBuilder();
        await ReadUntilAsync(up, said, "Ctrl-C stops both.");

        // The README's own lines, on these ports: so the script says them.
        var lines = ReadmeCommands().Select(l => l.Replace("8090", $"{simulatorPort}", StringComparison.Ordinal).Replace("8080", $"{port}", StringComparison.Ordinal)).ToList();
        Assert.Equal(lines, said.ToString().Split('\n').Select(l => l.Trim()).SkipWhile(l => !l.StartsWith("call=", StringComparison.Ordinal)).Take(lines.Count));
        var phone = new Phone(new Uri($"http://127.0.0.1:{simulatorPort}"));
        var id = (await BashAsync(lines[0] + "; echo $call", "")).Trim();
        await BashAsync(lines[1], id);
        await BashAsync(lines[2], id);
        await phone.UntilAsync(id, c => c.ConnectedTo == "+15550199", "support");
        Assert.Contains("Connecting you to support.", await BashAsync(lines[3], id), StringComparison.Ordinal);
        Assert.Contains("transfer", await BashAsync(lines[4], id), StringComparison.Ordinal);

        using (Process.Start("kill", ["-TERM", $"{up.Id}"]))
        {
            await ReadUntilAsync(up, said, "Stopped.");
        }

        await up.WaitForExitAsync();
        Assert.Equal(0, up.ExitCode);
        Assert.Contains("Host stopped.", said.ToString(), StringComparison.Ordinal);
        Assert.Contains("Simulator stopped.", said.ToString(), StringComparison.Ordinal);
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task An_up_that_is_killed_takes_host_and_simulator_with_it()
    {
        var data = Directory.CreateTempSubdirectory("callgrains-up-").FullName;
        var (port, simulatorPort) = (Tick.FreePort(), Tick.FreePort());
        using var up = Start("up", "--port", $"{port}", "--simulator-port", $"{simulatorPort}", "--data", data);
        await ReadUntilAsync(up, new StringBuilder(), "Ctrl-C stops both.");
        up.Kill();
        await Tick.UntilAsync(
            async () => await AnswersAsync(port) || await AnswersAsync(simulatorPort) ? null : "gone", () => $"something still listens on {port} or {simulatorPort}");
        Directory.Delete(data, recursive: true);
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new System.Net.Sockets.TcpClient();
        try
        {
            await client.ConnectAsync(System.Net.IPAddress.Loopback, port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData("there is no command 'dance'", "dance")]
    [InlineData("Unrecognized command or argument '--colour'", "up", "--colour", "red")]
    [InlineData("Required argument missing for option: '--port'", "up", "--port")]
    [InlineData("Argument 'pigeon' not recognized. Must be one of", "up", "--carrier", "pigeon")]
    public async Task A_wrong_command_line_says_what_is_wrong(string message, params string[] arguments)
    {
        using var script = Start(arguments);
        var error = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();
        Assert.Equal(2, script.ExitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_its_holder_and_another_one()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var (port, other) = (((System.Net.IPEndPoint)listener.LocalEndpoint).Port, Tick.FreePort());

        using var up = Start("up", "--port", $"{other}", "--simulator-port", $"{port}");
        var error = await up.StandardError.ReadToEndAsync();
        await up.WaitForExitAsync();

        Assert.Equal(1, up.ExitCode);
        Assert.Matches($@"^callgrains: port {port} is taken by (.+ \(process {Environment.ProcessId}\)|another program)\. Stop it, or write: \./callgrains up --port {other} --simulator-port \d+\n\z", error);
    }

    [Fact]
    public async Task Outside_Development_the_host_refuses_to_start_without_an_API_key()
    {
        var (code, said) = await RunHostAsync("Production", "--carrier", "http://127.0.0.1:9", "--port", "0");
        Assert.Equal(2, code);
        Assert.Contains("CallGrains:Operations:ApiKeys", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_wrong_settings_are_named_at_once()
    {
        var (code, said) = await RunHostAsync("Development", "--port", "70000", "--public-url", "ftp://x", "--callback-method", "PUT");
        Assert.Equal(2, code);
        Assert.Contains("--port", said, StringComparison.Ordinal);
        Assert.Contains("--public-url", said, StringComparison.Ordinal);
        Assert.Contains("--callback-method", said, StringComparison.Ordinal);
        Assert.Contains("Bandwidth:UserId", said, StringComparison.Ordinal);
    }

    /// <summary>The block of the README that starts with a call.</summary>
    private static string[] ReadmeCommands()
    {
        var readme = File.ReadAllText(Path.Combine(Program.Root, "README.md"));
        var start = readme.IndexOf("call=$(curl", StringComparison.Ordinal);
        return readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<string> BashAsync(string line, string call)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", line]) { RedirectStandardOutput = true };
        start.Environment["call"] = call;
        using var bash = Process.Start(start)!;
        var said = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.True(bash.ExitCode == 0, $"{line}\nended with {bash.ExitCode}: {said}");
        return said;
    }

    private static async Task<(int Code, string Said)> RunHostAsync(string environment, params string[] arguments)
    {
        var data = Directory.CreateTempSubdirectory("callgrains-settings-").FullName;
        using var host = Process.Start(Program.HostStart(environment, [.. arguments, "--data", data]))!;
        var said = await Task.WhenAll(host.StandardOutput.ReadToEndAsync(), host.StandardError.ReadToEndAsync()).WaitAsync(TimeSpan.FromSeconds(60));
        await host.WaitForExitAsync();
        Directory.Delete(data, recursive: true);
        return (host.ExitCode, string.Concat(said));
    }

    private static Process Start(params string[] arguments) => Process.Start(Script(arguments))!;

    private static Process Start((string Name, string? Value) variable, params string[] arguments)
    {
        var start = Script(arguments);
        start.Environment[variable.Name] = variable.Value;
        return Process.Start(start)!;
    }

    private static ProcessStartInfo Script(string[] arguments) =>
        new(Path.Combine(Program.Root, "callgrains"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    private static async Task ReadUntilAsync(Process process, StringBuilder said, string text)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5)) is { } line)
        {
            said.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"'{text}' never came. It said:\n{said}{await process.StandardError.ReadToEndAsync()}");
    }
}
