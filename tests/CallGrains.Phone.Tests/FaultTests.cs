using CallGrains.Phone.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests;

public sealed class FaultTests(Chromium chromium) : PhoneTest(chromium)
{
    private ILocator Rules => Page.GetByRole(AriaRole.List, new() { Name = "Faults on order" }).GetByRole(AriaRole.Listitem);

    [Fact]
    public async Task Ordered_faults_strike_and_are_marked_in_the_ladder_with_words()
    {
        await OrderAsync("duplicate", "Event", "incomingcall");
        await OrderAsync("drop", "Event", "speak");
        await OrderAsync("error", "Path", "/calls/*/gather");
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Phone" }).ClickAsync();
        await Button("Call").ClickAsync();
        await SeesAsync(Rows("duplicate (fault-1), the copy"));
        await SeesAsync(Rows("error 503 (fault-3), refused: 503"));

        await Page.GetByRole(AriaRole.Tab, new() { Name = "Faults" }).ClickAsync();
        await Expect(Rules.Nth(0)).ToContainTextAsync("applied 1");
        await Expect(Rules.Nth(1)).ToContainTextAsync("applied 0");
        Assert.Equal(2, Desk.Received.Count(type => type == "incomingcall"));
    }

    [Fact]
    public async Task A_fault_is_taken_back_alone_and_all_together()
    {
        await OrderAsync("drop", "Event", "speak");
        await OrderAsync("slow", "Path", "/calls");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove fault-1, drop speak" }).ClickAsync();
        await Expect(Rules).ToHaveCountAsync(1);
        await Button("Remove all").ClickAsync();
        await Expect(Rules).ToHaveCountAsync(0);
        await Expect(Page.GetByText("the carrier behaves")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_fault_for_the_chosen_line_strikes_no_other()
    {
        await CallAsync();
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Faults" }).ClickAsync();
        await Page.GetByLabel("Only on the chosen line").CheckAsync();
        await OrderAsync("drop", "Event", "dtmf");
        await Expect(Rules.First).ToContainTextAsync("only c-");
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Phone" }).ClickAsync();
        await Key("5").ClickAsync();
        await SeesAsync(Rows("dtmf 5, drop (fault-1)"));
    }

    private async Task OrderAsync(string kind, string field, string value)
    {
        var before = await Rules.CountAsync();
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Faults" }).ClickAsync();
        await Page.GetByLabel("Fault", new() { Exact = true }).SelectOptionAsync(kind);
        await Page.GetByRole(AriaRole.Textbox, new() { NameRegex = new System.Text.RegularExpressions.Regex($"^{field}") }).FillAsync(value);
        await Button("Order").ClickAsync();
        await Expect(Rules).ToHaveCountAsync(before + 1);
    }
}
