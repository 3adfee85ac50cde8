using CallGrains.Phone.Tests.Support;
using CallGrains.TestSupport.Programs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests;

/// <summary>Names, contrast and room, in both colours and at three widths, empty, busy and in trouble.</summary>
public sealed class AccessTests(Chromium chromium) : PhoneTest(chromium)
{
    /// <summary>Each audit takes seconds of a processor, so a short run has one of each.</summary>
    public static TheoryData<int, string> Looks => Campaign.IsFull
        ? new() { { 1440, "light" }, { 1440, "dark" }, { 768, "light" }, { 768, "dark" }, { 360, "light" }, { 360, "dark" } }
        : new() { { 1440, "dark" }, { 360, "light" } };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Everything_has_a_name_and_can_be_read(int width, string theme)
    {
        await Page.SetViewportSizeAsync(width, 800);
        await Page.EvaluateAsync("theme => { localStorage.setItem('theme', theme); }", theme);
        await Page.ReloadAsync();
        await Expect(Page.Locator("#connection")).ToHaveTextAsync("live");
        await AuditAsync("at rest");
        await HoldAsync(FrontDesk.Agent);
        await CallAsync();
        await Key("2").ClickAsync();
        await Expect(Lines("Lines").GetByText("rings here")).ToBeVisibleAsync();
        await AuditAsync("with two lines");
        if (width < 721)
        {
            await Page.GetByRole(AriaRole.Tab, new() { Name = "Ladder" }).ClickAsync();
        }

        await Rows("transfer to").ClickAsync();
        await AuditAsync("with details");
        foreach (var tab in new[] { "Texts", "Faults" })
        {
            await Page.GetByRole(AriaRole.Tab, new() { Name = tab }).ClickAsync();
            await Button(tab == "Texts" ? "Send" : "Order").ClickAsync();
            await AuditAsync(tab);
        }

        await Button("Keyboard and help").ClickAsync();
        await AuditAsync("help");
    }

    [Fact]
    public async Task Colours_follow_the_system_until_chosen_and_the_choice_is_kept()
    {
        const string Background = "() => getComputedStyle(document.body.parentElement).backgroundColor";
        var light = await Page.EvaluateAsync<string>(Background);
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.NotEqual(light, await Page.EvaluateAsync<string>(Background));
        await Button("Colours: as the system").ClickAsync();
        Assert.Equal(light, await Page.EvaluateAsync<string>(Background));
        await Page.ReloadAsync();
        await Expect(Button("Colours: light")).ToBeVisibleAsync();
        Assert.Equal(light, await Page.EvaluateAsync<string>(Background));
    }

    [Fact]
    public async Task What_is_heard_is_a_live_region()
    {
        await CallAsync();
        await Expect(Now).ToHaveRoleAsync(AriaRole.Status);
        await Expect(Now).ToHaveAttributeAsync("aria-live", "polite");
    }

    [Theory]
    [InlineData("<button></button>", "no name")]
    [InlineData("<img src='/web/icon.svg'>", "no alt")]
    [InlineData("<i id='lost'></i>", "id twice")]
    [InlineData("<p style='color: #999; background: #fff'>faint</p>", "contrast 2.85")]
    [InlineData("<p style='width: 3000px'>wide</p>", "scrolls sideways")]
    public async Task The_audit_finds_what_is_wrong(string html, string complaint)
    {
        await Page.EvaluateAsync("html => { const t = document.createElement('template'); t.innerHTML = html; for (const e of t.content.querySelectorAll('[style]')) e.style.cssText = e.getAttribute('style'); document.getElementById('pane-phone').prepend(t.content); }", html);
        Assert.Contains(await Page.EvaluateAsync<string[]>(Script("audit.js")), found => found.Contains(complaint, StringComparison.Ordinal));
    }

    private async Task AuditAsync(string state)
    {
        string[] found = [.. await Page.EvaluateAsync<string[]>(Script("audit.js")), .. await Axe.FindAsync(Page)];
        Assert.True(found.Length == 0, $"{state}: {string.Join("\n", found)}");
    }
}
