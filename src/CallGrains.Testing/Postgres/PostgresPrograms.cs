using System.ComponentModel;
using System.Diagnostics;

namespace CallGrains.Testing;

/// <summary>PostgreSQL's server programs on this machine, and the user who may run them.</summary>
/// <param name="Folder">Where <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> are.</param>
/// <param name="User">Who runs them; null: who runs this process.</param>
internal sealed record PostgresPrograms(string Folder, string? User)
{
    /// <summary>Finds them; null, with the reason and what to do, when that is not possible.</summary>
    public static PostgresPrograms? Find(out string? obstacle)
    {
        obstacle = null;
        if (OperatingSystem.IsWindows())
        {
            obstacle = "A private PostgreSQL needs a Unix shell; run this on Linux or macOS.";
            return null;
        }

        if (Folders().FirstOrDefault(IsComplete) is not { } folder)
        {
            obstacle = "PostgreSQL's server programs (initdb, pg_ctl, postgres) are not on this machine; on Debian: apt-get install -y postgresql";
            return null;
        }

        return new PostgresPrograms(folder, Environment.IsPrivilegedProcess ? ServerUser() : null);
    }

    /// <summary>Runs a program to its end; returns its exit code and all that it printed.</summary>
    public async Task<(int Code, string Output)> RunAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, arguments, environment);
        process.StandardInput.Close();
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }

    /// <summary>Starts a program as the server's user, in a folder that this user may enter.</summary>
    public Process Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        if (User is not null)
        {
            start.UserName = User;
        }

        return Process.Start(start)!;
    }

    private static bool IsComplete(string folder) => Exists(folder, "initdb") && Exists(folder, "pg_ctl") && Exists(folder, "postgres");

    // A link whose target has gone exists too, as far as File.Exists knows.
    private static bool Exists(string folder, string program)
    {
        var path = Path.Combine(folder, program);
        return File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is not { Exists: false };
    }

    // Debian keeps the server programs out of PATH, one folder a version.
    private static IEnumerable<string> Folders()
    {
        const string Debian = "/usr/lib/postgresql";
        var debian = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return [
            .. ConfiguredFolder(),
            .. debian.OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), out var version) ? version : 0).Select(folder => folder + "/bin"),
            .. path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        ];
    }

    private static IEnumerable<string> ConfiguredFolder()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("pg_config", ["--bindir"]) { RedirectStandardOutput = true })!;
            return [process.StandardOutput.ReadToEnd().Trim()];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }

    private static string ServerUser() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
}
