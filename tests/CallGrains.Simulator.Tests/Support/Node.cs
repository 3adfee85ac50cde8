using System.ComponentModel;
using System.Diagnostics;

namespace CallGrains.Simulator.Tests.Support;

/// <summary>Runs the programs of tests/node-clients; tests that need them are skipped where there is no Node.</summary>
internal static class Node
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly SemaphoreSlim Installing = new(1);

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "node-clients");

    public static async Task<Process> StartAsync(string program, params (string Name, string Value)[] environment)
    {
        await InstallAsync();
        return Start("node", [program], environment);
    }

    /// <summary>What the program wrote, line by line; it must end well.</summary>
    public static async Task<string[]> RunAsync(string program, params (string Name, string Value)[] environment)
    {
        using var process = await StartAsync(program, environment);
        return await EndAsync(process);
    }

    private static async Task InstallAsync()
    {
        await Installing.WaitAsync();
        try
        {
            // npm writes that file last; a lock that is newer names packages that are not there yet.
            var done = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
            if (done.Exists && done.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
            {
                return;
            }

            using var npm = Start("npm", ["ci", "--no-audit", "--no-fund"], []);
            await EndAsync(npm);
        }
        finally
        {
            Installing.Release();
        }
    }

    private static Process Start(string command, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"There is no '{command}' on this machine; install Node 20 or later to run this test.");
            throw;
        }
    }

    private static async Task<string[]> EndAsync(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(process.ExitCode == 0, $"{process.StartInfo.FileName} ended with {process.ExitCode}: {await error}");
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
