using System.Diagnostics;
using CallGrains.Phone.Tests.Support;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace CallGrains.Phone.Tests.Support;

/// <summary>
/// One Chromium for all tests: the one of the system, installed when it is missing and we may. Where there is none to
/// be had, <see cref="Missing"/> says why, and the tests are skipped with that reason.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly TimeSpan InstallingTakes = TimeSpan.FromMinutes(8);
    private static readonly string[] Paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? playwright;

    public IBrowser? Browser { get; private set; }

    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (Find() is null) Missing = await InstallAsync();
        if (Find() is not { } path) return;
        Missing = null;
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--autoplay-policy=no-user-gesture-required",
            ],
        });
        Assertions.SetDefaultExpectTimeout(20_000);
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        playwright?.Dispose();
    }

    private static string? Find() => Paths.FirstOrDefault(File.Exists);

    private static async Task<string?> InstallAsync()
    {
        const string Wanted = "These tests drive a real browser: install the Debian package 'chromium'";
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !File.Exists("/usr/bin/apt-get")) return $"{Wanted}.";
        foreach (var command in new[] { "apt-get update -q", "DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium" })
        {
            using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{command} >/dev/null 2>&1"]))!;
            try
            {
                await process.WaitForExitAsync().WaitAsync(InstallingTakes);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                return $"{Wanted} ('{command}' took longer than {InstallingTakes.TotalMinutes} minutes).";
            }
        }

        return $"{Wanted} (apt-get could not).";
    }
}
