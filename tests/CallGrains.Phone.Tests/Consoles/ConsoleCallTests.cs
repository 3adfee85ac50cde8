using System.Text.RegularExpressions;
using CallGrains.Phone.Tests.Support;
using CallGrains.TestSupport.Programs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests.Consoles;

public sealed class ConsoleCallTests(Chromium chromium) : ConsoleTest(chromium)
{
    [Fact]
    public async Task A_call_is_seen_live_from_its_first_callback_to_its_end()
    {
        await Expect(Page.GetByText("No call yet")).ToBeVisibleAsync();
        var call = await CallAsync();
        await Expect(List).ToHaveCountAsync(1);
        await Expect(List.First).ToContainTextAsync("asks for a key");
        await List.First.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Connection).ToHaveTextAsync("live");
        await SeesAsync(Rows("callback from carrier, incomingcall"));
        await SeesAsync(Rows("command to carrier, gather “Press 1 for sales.”"));
        await Expect(Page.Locator(".strip")).ToContainTextAsync(new Regex(@"Stands at\s*Door\.flow\.cs:\d+ Door\.RunAsync"));
        await Rows("command to carrier, gather").ClickAsync();
        await Expect(Detail.Locator(".exchange")).ToContainTextAsync(new Regex(@"POST /v1/users/u-simulator/calls/c-.*/gather"));
        await Expect(Detail.Locator(".exchange")).ToContainTextAsync("\"sentence\": \"***\"");

        await Phone.PressAsync(call, "1");
        await SeesAsync(Rows("step find team"));
        await SeesAsync(Rows("presses 1"));
        await Rows("step find team").ClickAsync();
        await Expect(Detail).ToContainTextAsync("The step returned");
        await Rows("flow decides").Last.ClickAsync();
        await Expect(Detail.Locator(".diff")).ToContainTextAsync("flow.result.team");
        await Rows("callback from carrier, gather").ClickAsync();
        await Expect(Detail).ToContainTextAsync("\"digits\": \"1\"");
        await Expect(Detail).ToContainTextAsync("Accepted");

        await Button("Signal").ClickAsync();
        await Page.GetByLabel("Name").FillAsync("open");
        await Page.GetByLabel("Value").FillAsync("not json");
        await ConfirmAsync("Send");
        await Expect(Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("The value is no JSON");
        await Page.GetByLabel("Value").FillAsync("\"now\"");
        await ConfirmAsync("Send");
        await Expect(Page.GetByText("Taken: the journal has it.")).ToBeVisibleAsync();
        await SeesAsync(Rows("signal open, by this machine's user from 127.0.0.1"));
        await SeesAsync(Rows("call over"));
        await Expect(Page.Locator(".grain-head .pill")).ToHaveTextAsync("ended");
        await Expect(Button("Hang up")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task An_operator_speaks_sends_a_command_again_and_gives_the_call_to_another_flow()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes seconds of a processor: ./callgrains test --full runs it.");
        using var faults = new HttpClient { BaseAddress = Simulator.Url };
        var call = await CallAsync();
        await List.First.GetByRole(AriaRole.Link).ClickAsync();
        await Button("Speak").ClickAsync();
        await Page.GetByLabel("Sentence", new() { Exact = true }).FillAsync("One moment, please.");
        await ConfirmAsync("Speak");
        await Phone.HearsAsync(call, "One moment, please.");
        await SeesAsync(Rows("speak “One moment, please.” asked for, by this machine's user from 127.0.0.1"));

        (await faults.PostAsJsonAsync("sim/faults", new { fault = "error", path = "/calls/*/audio", status = 400, count = 1 })).EnsureSuccessStatusCode();
        await Button("Speak").ClickAsync();
        await Page.GetByLabel("Sentence", new() { Exact = true }).FillAsync("Are you there?");
        await ConfirmAsync("Speak");
        await Rows("speak “Are you there?”, 400").ClickAsync();
        await Expect(Detail.Locator(".exchange .pill")).ToHaveTextAsync("400");
        await Button("Send again").ClickAsync();
        await ConfirmAsync("Send again");
        await Phone.HearsAsync(call, "Are you there?");

        await Button("Redirect").ClickAsync();
        await Page.GetByLabel("Flow", new() { Exact = true }).FillAsync("auto-reply");
        await ConfirmAsync("Redirect");
        await Expect(Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot begin in the middle of a call");
        await Page.GetByLabel("Flow", new() { Exact = true }).FillAsync("club");
        await ConfirmAsync("Redirect");
        await SeesAsync(Rows("flow club v1 begins here"));
        await Button("Hang up").ClickAsync();
        await ConfirmAsync("Hang up");
        await Phone.EndsAsync(call);
    }

    [Fact]
    public async Task Dead_letters_are_seen_and_sent_again()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes seconds of a processor: ./callgrains test --full runs it.");
        await GoAsync("#/dead");
        await Expect(Page.GetByText("No dead letter")).ToBeVisibleAsync();
        var call = await CallAsync();
        await Phone.HangUpAsync(call);
        await Phone.EndsAsync(call);
        await Expect(Page.Locator(".letter")).ToContainTextAsync($"call/{call}");
        await Expect(Page.Locator(".letter")).ToContainTextAsync("The receiver answered 410 Gone.");
        await Button("Send again").ClickAsync();
        await ConfirmAsync("Send again");
        await Expect(Page.GetByText("One event is tried again.")).ToBeVisibleAsync();
        await Expect(Page.Locator(".letter")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_flow_that_failed_says_so_and_an_operator_hangs_up_and_looks_it_up()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes seconds of a processor: ./callgrains test --full runs it.");
        var call = await CallAsync();
        await Phone.PressAsync(call, "9");
        await Phone.EndsAsync(call);
        await Page.GetByLabel("Fault").SelectOptionAsync("true");
        await Expect(List.First).ToContainTextAsync("The door is stuck.");

        var other = await CallAsync();
        await Page.Locator("#q").FillAsync(other);
        await Page.Keyboard.PressAsync("Enter");
        await SeesAsync(Rows("gather “Press 1"));
        await Button("Hang up").ClickAsync();
        await Expect(Dialog).ToContainTextAsync("The journal notes who asked");
        await ConfirmAsync("Cancel");
        await Expect(Dialog).ToBeHiddenAsync();
        await Button("Hang up").ClickAsync();
        await ConfirmAsync("Hang up");
        await Phone.EndsAsync(other);
        await SeesAsync(Rows("hang-up asked for, by this machine's user"));

        await Page.GetByText("← Calls").ClickAsync();
        await Expect(List).ToHaveCountAsync(1);
        await Button("Clear").ClickAsync();
        await Expect(List).ToHaveCountAsync(2);
        await Page.Locator("#q").FillAsync("c-nobody");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByText("There is no call 'c-nobody'")).ToBeVisibleAsync();
        await Page.Locator("#q").FillAsync("+1 555 0199");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByText("Nothing fits this search")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_lost_connection_is_shown_and_the_ladder_goes_on_where_it_was()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes seconds of a processor: ./callgrains test --full runs it.");
        var call = await CallAsync();
        await List.First.GetByRole(AriaRole.Link).ClickAsync();
        await SeesAsync(Rows("gather “Press 1"));
        await RestartAsync();
        await Expect(Connection).ToHaveTextAsync("live");
        await Expect(Page.Locator("#trouble")).ToBeHiddenAsync();
        await Phone.PressAsync(call, "1");
        await SeesAsync(Rows("presses 1"));
        await Expect(Rows("callback from carrier, incomingcall")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Threads_and_conferences_are_seen_and_figures_are_drawn()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes seconds of a processor: ./callgrains test --full runs it.");
        await Phone.TextAsync(Caller, "+15550105", "Hello");
        await Phone.GetsTextAsync(Caller, text => text.Contains("BOOK", StringComparison.Ordinal), "the answer");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Threads" }).ClickAsync();
        await Expect(List.First).ToContainTextAsync("+1 555 0105 ↔ +1 555 0123");
        await List.First.GetByRole(AriaRole.Link).ClickAsync();
        await SeesAsync(Rows("command to carrier, text “Thank you for your text."));
        await Button("Text").ClickAsync();
        await Page.GetByLabel("Text", new() { Exact = true }).FillAsync("We open at nine.");
        await ConfirmAsync("Send");
        await Phone.GetsTextAsync(Caller, text => text == "We open at nine.", "the operator's text");

        await Phone.DialAsync(Caller, ConsoleHost.Club);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Conferences" }).ClickAsync();
        await Expect(List.First).ToContainTextAsync("the club");
        await List.First.GetByRole(AriaRole.Link).ClickAsync();
        await SeesAsync(Rows("command to carrier, create conference"));

        await Page.GetByRole(AriaRole.Link, new() { Name = "Figures" }).ClickAsync();
        await Expect(Page.GetByText("1 live calls.")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Callbacks") })).ToBeVisibleAsync();
        await Expect(Page.Locator(".flows")).ToContainTextAsync("auto-reply");
    }
}
