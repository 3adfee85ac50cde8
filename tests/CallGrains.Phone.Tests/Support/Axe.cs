using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Playwright;

namespace CallGrains.Phone.Tests.Support;

/// <summary>
/// The rules of axe-core, which npm brings (tests/axe); where there is no npm, <see cref="FindAsync"/> finds nothing.
/// </summary>
internal static class Axe
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // A row of the ladder is drawn in few words and named by a sentence, which says the way of its arrow too.
    private const string Run = """
        async () => (await axe.run()).violations.flatMap(found => found.nodes
            .filter(node => found.id !== 'label-content-name-mismatch' || !node.html.includes('role="option"'))
            .map(node => `${found.id}: ${found.help}: ${node.html.slice(0, 200)}`))
        """;
    private static readonly Lazy<Task<string?>> Source = new(LoadAsync);

    /// <summary>What it finds: rule, words, and the first element at fault.</summary>
    public static async Task<string[]> FindAsync(IPage page)
    {
        if (await Source.Value is not { } source)
        {
            return [];
        }

        // Evaluated, not added as a script: the page's policy takes no script of others.
        await page.EvaluateAsync($"() => {{ if (!window.axe) {{ {source} }} }}");
        return await page.EvaluateAsync<string[]>(Run);
    }

    private static async Task<string?> LoadAsync()
    {
        var folder = Path.Combine(CallGrains.TestSupport.Programs.Program.Root, "tests", "axe");
        var file = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        return File.Exists(file) || await InstallAsync(folder) ? await File.ReadAllTextAsync(file) : null;
    }

    private static async Task<bool> InstallAsync(string folder)
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
            await npm.WaitForExitAsync().WaitAsync(Patience);
            await output;
            return npm.ExitCode == 0 ? true : throw new InvalidOperationException($"npm ended with {npm.ExitCode}: {await error}");
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
