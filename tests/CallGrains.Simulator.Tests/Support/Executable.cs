using System.Diagnostics;

namespace CallGrains.Simulator.Tests.Support;

/// <summary>The executable as people start it.</summary>
internal static class Executable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Process Start(params string[] arguments)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "callgrains-simulator.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    /// <summary>What it prints until it serves.</summary>
    public static async Task<IReadOnlyList<string>> GreetingAsync(Process process)
    {
        var lines = new List<string>();
        while (lines.LastOrDefault() != "Ctrl-C stops it.")
        {
            lines.Add(await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new EndOfStreamException(string.Join('\n', lines)));
        }

        return lines;
    }

    public static async Task<string> UrlAsync(Process process) => (await GreetingAsync(process))[0].Split(' ')[^1];
}
