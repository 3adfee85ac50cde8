using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Playwright;

namespace CallGrains.Phone.Tests.Support;

/// <summary>
/// axe-core from npm (tests/page-checks), run in the page: all its rules, the experimental ones too. Nothing is found
/// where there is no Node to install it.
/// </summary>
internal static class Axe
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task<string?>> Source = new(ReadAsync);

    /// <summary>What breaks a rule, each with its element.</summary>
    public static async Task<string[]> FindAsync(IPage page)
    {
        if (await Source.Value is not { } source)
        {
            return [];
        }

        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(source);
        }

        return await page.EvaluateAsync<string[]>("""
            async () => {
              const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice', 'experimental'];
              const { violations } = await axe.run(document, { resultTypes: ['violations'], runOnly: tags });
              return violations.flatMap(rule => rule.nodes.map(node => `axe ${rule.id}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`));
            }
            """);
    }

    private static async Task<string?> ReadAsync()
    {
        var folder = Path.Combine(Root(), "tests", "page-checks");
        var script = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(script) && !await InstallAsync(folder))
        {
            return null;
        }

        return $"() => {{ {await File.ReadAllTextAsync(script)} }}";
    }

    private static async Task<bool> InstallAsync(string folder)
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, error) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
            await npm.WaitForExitAsync().WaitAsync(Patience);
            await output;
            Assert.True(npm.ExitCode == 0, $"npm ended with {npm.ExitCode}: {await error}");
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CallGrains.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
