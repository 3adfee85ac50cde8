using System.ComponentModel;
using System.Diagnostics;

namespace CallGrains.Deploy.Tests.Support;

/// <summary>Programs of the machine that not every machine has.</summary>
internal static class Tools
{
    /// <summary>Skips the test where the program is missing.</summary>
    public static string Need(string name, string package)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(["/usr/sbin", "/sbin"])
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"{name} is not on this machine; on Debian: apt-get install -y {package}");
        return found!;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new Win32Exception($"{program} did not start");
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }
}
