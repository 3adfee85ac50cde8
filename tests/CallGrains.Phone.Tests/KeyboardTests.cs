using CallGrains.Phone.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests;

public sealed class KeyboardTests(Chromium chromium) : PhoneTest(chromium)
{
    private ILocator Selected => Page.Locator("[role=option][aria-selected=true]");

    private ILocator Detail => Page.GetByRole(AriaRole.Complementary, new() { Name = "Details of the chosen entry" });

    [Fact]
    public async Task A_whole_call_goes_without_a_mouse()
    {
        await Page.Keyboard.PressAsync("c");
        await Expect(Caller).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Control+a");
        await Page.Keyboard.TypeAsync("+15550188");
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Page.Locator("#dial-to")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Log).ToContainTextAsync(FrontDesk.Welcome);
        await Page.Keyboard.PressAsync("7");
        await Expect(Log).ToContainTextAsync("you pressed 7");

        await Page.Keyboard.PressAsync("l");
        await Page.Keyboard.PressAsync("Home");
        await Expect(Selected).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("incomingcall|dead air"));
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("ArrowDown");
        var there = await Selected.GetAttributeAsync("data-key");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("ArrowUp");
        await Expect(Selected).ToHaveAttributeAsync("data-key", there!);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Detail.GetByRole(AriaRole.Heading).First).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Detail).ToBeHiddenAsync();

        await Page.Keyboard.PressAsync("h");
        await Expect(Now).ToHaveTextAsync("Call over: ended.");
    }

    [Fact]
    public async Task Keys_typed_into_a_field_stay_there_and_single_keys_can_be_switched_off()
    {
        await CallAsync();
        await Page.GetByLabel("Say something").FillAsync("");
        await Page.GetByLabel("Say something").PressSequentiallyAsync("h1");
        await Expect(Button("Hang up")).ToBeVisibleAsync();
        await Button("Keyboard and help").ClickAsync();
        await Page.GetByLabel("Single keys work outside of fields").UncheckAsync();
        await Button("Close").ClickAsync();
        await Page.Keyboard.PressAsync("h");
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Button("Hang up")).ToBeVisibleAsync();
        await Expect(Log).Not.ToContainTextAsync("you pressed");
    }

    [Fact]
    public async Task Tabs_are_walked_with_arrows()
    {
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Phone" }).FocusAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Page.GetByRole(AriaRole.Tab, new() { Name = "Texts" })).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(Page.GetByRole(AriaRole.Tabpanel, new() { Name = "Texts" })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("ArrowLeft");
        await Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Page.GetByRole(AriaRole.Tabpanel, new() { Name = "Faults" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Every_stop_of_the_tab_key_is_seen()
    {
        await CallAsync();
        for (var stop = 0; stop < 40; stop++)
        {
            await Page.Keyboard.PressAsync("Tab");
            var outline = await Page.EvaluateAsync<string>("(() => { const e = document.activeElement; if (e === document.body) return 'body'; const s = getComputedStyle(e); return s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 2 ? `no outline on ${e.outerHTML.slice(0, 120)}` : 'seen'; })()");
            Assert.Contains(outline, (string[])["seen", "body"]);
        }
    }
}
