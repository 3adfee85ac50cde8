using System.Diagnostics;
using System.Text;
using CallGrains.TestSupport.Programs;
using CallGrains.Tool.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.Tool.Tests;

/// <summary>
/// <c>up</c> as the tool starts it, without the script; <c>ProgramTests</c> tries the same through the script, with
/// Bandwidth.
/// </summary>
public sealed class UpTests
{
    [Fact]
    public async Task Host_and_simulated_Telnyx_are_started_and_stopped_by_the_tool_alone()
    {
        using var folder = new Folder();
        var (port, simulatorPort) = (Tick.FreePort(), Tick.FreePort());
        using var up = Process.Start(new ProcessStartInfo("dotnet", [Program.LibraryOf("src", "CallGrains.Tool", "callgrains-tool"), "up", "--carrier", "telnyx", "--port", $"{port}", "--simulator-port", $"{simulatorPort}"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.Path,
        })!;
        var said = new StringBuilder();
        while (await up.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(3)) is { } line && !line.Contains("Ctrl-C stops both.", StringComparison.Ordinal))
        {
            said.AppendLine(line);
        }

        Assert.Contains("grep -o 'v3:", said.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, "data", "telnyx", "journal.db")));
        var flows = await Run.ToolAsync("flows", "--host", $"http://127.0.0.1:{port}");
        Assert.Contains("front-desk", flows.Out, StringComparison.Ordinal);
        using (Process.Start("kill", ["-TERM", $"{up.Id}"]))
        {
            said.Append(await up.StandardOutput.ReadToEndAsync());
        }

        await up.WaitForExitAsync();
        Assert.Equal(0, up.ExitCode);
        Assert.EndsWith("Stopped.\n", said.ToString(), StringComparison.Ordinal);
        Assert.True(said.ToString().IndexOf("Host stopped.", StringComparison.Ordinal) < said.ToString().IndexOf("Simulator stopped.", StringComparison.Ordinal), said.ToString());
    }

    [Fact]
    public async Task One_port_for_both_is_refused()
    {
        var run = await Run.ToolAsync("up", "--port", "8080", "--simulator-port", "8080");

        Assert.Equal(1, run.Status);
        Assert.Contains("host and simulator cannot both listen on port 8080", run.Error, StringComparison.Ordinal);
    }
}
