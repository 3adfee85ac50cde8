using System.Text.RegularExpressions;
using CallGrains.Simulator;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests.Support;

/// <summary>A simulator, the application behind its number, and the page in a browser.</summary>
public abstract class PhoneTest(Chromium chromium) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private IBrowserContext? _context;

    private protected SimulatorServer Simulator { get; private set; } = null!;

    private protected FrontDesk Desk { get; private set; } = null!;

    private protected IPage Page { get; private set; } = null!;

    /// <summary>Whether the application's number is bound before the page opens.</summary>
    private protected virtual bool IsBound => true;

    private protected virtual ViewportSize Size => new() { Width = 1440, Height = 900 };

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(chromium.Missing is not null, chromium.Missing ?? "");
        Simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Port = 0, Seed = 7, Speed = 1.5 });
        Desk = await FrontDesk.StartAsync();
        if (IsBound)
        {
            await Desk.BindAsync(Simulator.Url);
        }

        _context = await chromium.Browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = Size,
            ColorScheme = ColorScheme.Light,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        await _context.AddInitScriptAsync(Script("ears.js"));
        Page = await _context.NewPageAsync();
        Page.SetDefaultTimeout(60_000);
        Page.PageError += (_, error) => _complaints.Add(error);
        await Page.GotoAsync(Simulator.Url.ToString());
        await Expect(Page.Locator("#connection")).ToHaveTextAsync("live");
    }

    public async ValueTask DisposeAsync()
    {
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        if (Simulator is not null)
        {
            await Simulator.DisposeAsync();
        }

        if (Desk is not null)
        {
            await Desk.DisposeAsync();
        }

        Assert.Empty(_complaints);
        GC.SuppressFinalize(this);
    }

    internal static string Script(string name)
    {
        using var reader = new StreamReader(typeof(PhoneTest).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private protected ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private protected ILocator Key(string name) => Page.GetByRole(AriaRole.Group, new() { Name = "Keypad" }).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private protected ILocator Caller => Page.Locator("#dial-from");

    /// <summary>What is heard at this moment.</summary>
    private protected ILocator Now => Page.Locator(".now");

    private protected ILocator Log => Page.GetByRole(AriaRole.List, new() { Name = "Heard and pressed" });

    private protected ILocator Lines(string group) => Page.GetByRole(AriaRole.Region, new() { Name = group, Exact = true });

    /// <summary>The rows of the ladder that say this.</summary>
    private protected ILocator Rows(string text) => Page.GetByRole(AriaRole.Option, new() { NameRegex = new Regex(Regex.Escape(text)) });

    private protected static Task SeesAsync(ILocator what) => Expect(what.First).ToBeVisibleAsync();

    private protected async Task CallAsync()
    {
        await Button("Call").ClickAsync();
        await Expect(Log).ToContainTextAsync(FrontDesk.Welcome);
    }

    /// <summary>Makes a phone ring until it is answered here.</summary>
    private protected async Task HoldAsync(string number)
    {
        await Page.GetByText("Manual phones").First.ClickAsync();
        await Page.GetByLabel("Number of the manual phone").FillAsync(number);
        await Button("Add").ClickAsync();
        await SeesAsync(Page.GetByRole(AriaRole.List, new() { Name = "Manual phones" }));
    }

    private protected async Task HeardAloudAsync(string words) => await Page.WaitForFunctionAsync("words => window.spoken.includes(words)", words);

    private protected async Task ToneAsync(string? name) => await Page.WaitForFunctionAsync("name => document.body.dataset.tone === name", name ?? "");
}
