using System.Text.RegularExpressions;
using CallGrains.Phone.Tests.Support;
using CallGrains.Simulator;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests.Consoles;

/// <summary>A host with flows, the simulated carrier behind it, and the console in a browser.</summary>
public abstract class ConsoleTest(Chromium chromium) : IAsyncLifetime
{
    private protected const string Caller = "+15550123";
    private readonly List<string> _complaints = [];
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("callgrains-console-");
    private IBrowserContext? _context;

    private protected SimulatorServer Simulator { get; private set; } = null!;

    private protected ConsoleHost Host { get; set; } = null!;

    private protected IPage Page { get; private set; } = null!;

    private protected CallGrains.TestSupport.Programs.Phone Phone { get; private set; } = null!;

    /// <summary>Whether the host asks for a key.</summary>
    private protected virtual bool HasKey => false;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(chromium.Missing is not null, chromium.Missing ?? "");
        Simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Port = 0, Seed = 7, Speed = 1.5 });
        Phone = new CallGrains.TestSupport.Programs.Phone(Simulator.Url);
        Host = await ConsoleHost.StartAsync(Simulator.Url, _data.FullName, HasKey);
        _context = await chromium.Browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 }, ColorScheme = ColorScheme.Light, Permissions = ["clipboard-read", "clipboard-write"] });
        Page = await _context.NewPageAsync();
        Page.SetDefaultTimeout(60_000);
        Page.PageError += (_, error) => _complaints.Add(error);
        Page.Console += (_, message) => _complaints.AddRange(message.Text.Contains("Content Security Policy", StringComparison.Ordinal) ? [message.Text] : []);
        await Page.GotoAsync($"{Host.Url}console");
    }

    public async ValueTask DisposeAsync()
    {
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        if (Simulator is not null)
        {
            await Simulator.DisposeAsync();
        }

        _data.Delete(recursive: true);
        Assert.Empty(_complaints);
        GC.SuppressFinalize(this);
    }

    /// <summary>The same host again, as after a crash or an update.</summary>
    private protected async Task RestartAsync()
    {
        var port = Host.Url.Port;
        await Host.DisposeAsync();
        await Expect(Connection).ToHaveTextAsync("connection lost");
        Host = await ConsoleHost.StartAsync(Simulator.Url, _data.FullName, HasKey, port);
    }

    /// <summary>Somebody calls the flow and hears its question.</summary>
    private protected async Task<string> CallAsync()
    {
        var call = await Phone.DialAsync(Caller, ConsoleHost.Door);
        await Phone.HearsAsync(call, "Press 1 for sales.");
        return call;
    }

    private protected ILocator Connection => Page.Locator("#connection");

    private protected ILocator Detail => Page.GetByRole(AriaRole.Complementary, new() { Name = "Details of the chosen entry" });

    private protected ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    private protected ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private protected ILocator List => Page.Locator(".list tbody tr");

    /// <summary>The rows of the ladder that say this.</summary>
    private protected ILocator Rows(string text) => Page.GetByRole(AriaRole.Option, new() { NameRegex = new Regex(Regex.Escape(text)) });

    private protected static Task SeesAsync(ILocator what) => Expect(what.First).ToBeVisibleAsync();

    private protected Task GoAsync(string hash) => Page.EvaluateAsync("hash => { location.hash = hash; }", hash);

    private protected async Task ConfirmAsync(string button) => await Dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
}
