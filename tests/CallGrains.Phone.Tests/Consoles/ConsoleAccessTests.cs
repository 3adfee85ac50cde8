using CallGrains.Phone.Tests.Support;
using CallGrains.TestSupport.Programs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests.Consoles;

/// <summary>Names, contrast and room, in both colours and at three widths, empty, busy and in trouble.</summary>
public sealed class ConsoleAccessTests(Chromium chromium) : ConsoleTest(chromium)
{
    private static readonly int[] Widths = Campaign.IsFull ? [1440, 768, 360] : [360];

    [Fact]
    public async Task Everything_has_a_name_and_can_be_read()
    {
        await AuditAsync("empty");
        var call = await CallAsync();
        await Expect(List).ToHaveCountAsync(1);
        await AuditAsync("list");
        await List.First.GetByRole(AriaRole.Link).ClickAsync();
        await Rows("command to carrier, gather").ClickAsync();
        await Expect(Detail.Locator(".exchange")).ToBeVisibleAsync();
        await AuditAsync("request");
        await Button("Redirect").ClickAsync();
        await AuditAsync("redirect");
        await ConfirmAsync("Cancel");
        await Button("Close details").ClickAsync();
        await Phone.PressAsync(call, "9");
        await SeesAsync(Rows("flow failed"));
        await Expect(Page.Locator(".grain-head .pill")).ToHaveTextAsync("stopped");
        await AuditAsync("grain");
        await Rows("flow failed").ClickAsync();
        await AuditAsync("details");
        await Button("Terminate").ClickAsync();
        await AuditAsync("question");
        await ConfirmAsync("Cancel");
        await Phone.EndsAsync(call);
        await GoAsync("#/dead");
        await Page.Locator(".letter summary").ClickAsync();
        await AuditAsync("dead");
        await GoAsync("#/figures");
        await Expect(Page.Locator(".chart svg").First).ToBeVisibleAsync();
        await AuditAsync("figures");
    }

    [Fact]
    public async Task A_ladder_is_walked_and_opened_by_keys()
    {
        await CallAsync();
        await List.First.GetByRole(AriaRole.Link).FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await SeesAsync(Rows("gather “Press 1"));
        await Page.GetByRole(AriaRole.Listbox).FocusAsync();
        await Page.Keyboard.PressAsync("Home");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Detail.GetByRole(AriaRole.Heading).First).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Detail).ToBeHiddenAsync();
        await Expect(Page.GetByRole(AriaRole.Listbox)).ToBeFocusedAsync();
    }

    private async Task AuditAsync(string state)
    {
        foreach (var width in Widths)
        {
            await Page.SetViewportSizeAsync(width, 900);
            foreach (var theme in new[] { "light", "dark" })
            {
                await Page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme; }", theme);
                await SaveAsync($"{state}-{width}-{theme}");
                string[] found = [.. await Page.EvaluateAsync<string[]>(PhoneTest.Script("audit.js")), .. await Axe.FindAsync(Page)];
                Assert.True(found.Length == 0, $"{state}, {width} px, {theme}: {string.Join("\n", found)}");
            }
        }
    }

    /// <summary>For people who look: CALLGRAINS_SCREENSHOTS names a folder.</summary>
    private async Task SaveAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("CALLGRAINS_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"console-{name}.png") });
        }
    }
}
