using System.Diagnostics;
using System.Text;

namespace CallGrains.Packages.Tests;

/// <summary>The dotnet command, or another program, in a folder and with an environment of its own.</summary>
internal sealed class Cli(string folder, IReadOnlyDictionary<string, string> environment, string program = "dotnet")
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command to its end; one that fails fails the test, with all it said.</summary>
    public Task<string> RunAsync(params string[] arguments) => RunAsync(0, arguments);

    /// <summary>The same for a command that is to end with this exit code.</summary>
    public async Task<string> RunAsync(int status, params string[] arguments)
    {
        var said = new StringBuilder();
        using var process = Start(said, arguments);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(process.HasExited && process.ExitCode == status, $"{program} {string.Join(' ', arguments)} (in {folder}) failed:\n{said}");
        return said.ToString();
    }

    /// <summary>Starts a program that goes on.</summary>
    public Process Start(StringBuilder said, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => Keep(said, e.Data);
        process.ErrorDataReceived += (_, e) => Keep(said, e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Keep(StringBuilder said, string? line)
    {
        lock (said)
        {
            said.AppendLine(line);
        }
    }
}
