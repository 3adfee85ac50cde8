using CallGrains.Phone.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests;

public sealed class CallTests(Chromium chromium) : PhoneTest(chromium)
{
    [Fact]
    public async Task A_call_is_heard_as_text_and_aloud_and_its_keys_sound()
    {
        await CallAsync();
        await HeardAloudAsync($"en-US: {FrontDesk.Welcome}");
        await Key("1").ClickAsync();

        Assert.Equal([697, 1209], (await Page.EvaluateAsync<double[]>("window.tones")).TakeLast(2));
        await HeardAloudAsync("de-DE: Auf Wiedersehen!");
        await Expect(Now).ToHaveTextAsync("Call over: ended.");
        await Expect(Log).ToContainTextAsync("you pressed 1");
        await Expect(Key("1")).ToBeHiddenAsync();
        await SeesAsync(Rows("callback from carrier to application, gather max-digits 1"));
        await SeesAsync(Rows("request from application to carrier, speak “Auf Wiedersehen!”"));
    }

    [Fact]
    public async Task A_muted_voice_says_nothing_more_and_the_choice_is_kept()
    {
        await Button("Voice").ClickAsync();
        await CallAsync();
        await Expect(Now).ToHaveTextAsync("Waits for your keys.");
        Assert.DoesNotContain(await Page.EvaluateAsync<string[]>("window.spoken"), words => words.Contains("Welcome", StringComparison.Ordinal));
        await Page.ReloadAsync();
        await Expect(Button("Voice")).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task A_transfer_rings_the_held_phone_and_both_lines_talk_until_one_hangs_up()
    {
        await HoldAsync(FrontDesk.Agent);
        await CallAsync();
        await Key("2").ClickAsync();
        await Expect(Lines("Lines").GetByText("rings here")).ToBeVisibleAsync();
        await Expect(Now).ToHaveTextAsync("Ringing the other phone …");
        await ToneAsync("ringback");

        await Lines("Lines").GetByText("rings here").ClickAsync();
        await Expect(Now).ToHaveTextAsync("+1 555 0123 is calling. Answer or decline.");
        await ToneAsync("ring");
        await Button("Answer").ClickAsync();
        await Expect(Lines("Lines").GetByText("with +1 555 0123")).ToBeVisibleAsync();
        await Expect(Lines("Lines").GetByText("with +1 555 0142")).ToBeVisibleAsync();
        await Expect(Now).ToHaveTextAsync("Talking with +1 555 0123.");
        await ToneAsync(null);
        await SeesAsync(Rows("talks with +1 555 0142"));

        await Page.GetByLabel("Say something").FillAsync("Support, how can I help?");
        await Button("Say").ClickAsync();
        await Lines("Lines").GetByText("with +1 555 0142").ClickAsync();
        await Expect(Log).ToContainTextAsync("the other says “Support, how can I help?”");

        await Button("Hang up").ClickAsync();
        await Expect(Now).ToHaveTextAsync("Call over: ended.");
        await Expect(Lines("Lines")).ToBeHiddenAsync();
        await Expect(Lines("Ended").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_call_that_a_flow_places_can_be_declined()
    {
        await HoldAsync(FrontDesk.Callee);
        await CallAsync();
        await Key("3").ClickAsync();
        await Lines("Lines").GetByText("rings here").ClickAsync();
        await Button("Decline").ClickAsync();

        await Expect(Now).ToHaveTextAsync("Call over: declined.");
        await ToneAsync("busy");
        await SeesAsync(Rows("hangup CALL_REJECTED"));
        await Expect(Lines("Lines").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_phone_that_rings_while_nobody_talks_is_chosen_by_itself()
    {
        await HoldAsync(FrontDesk.Callee);
        await CallAsync();
        await Key("3").ClickAsync();
        await Expect(Lines("Lines").GetByText("rings here")).ToBeVisibleAsync();
        await Button("Hang up").ClickAsync();
        await ToneAsync("ring");
        await Page.Keyboard.PressAsync("]");
        await Button("Answer").ClickAsync();
        await Expect(Log).ToContainTextAsync("This is your callback.");
        await Expect(Now).ToHaveTextAsync("Call over: ended.");
    }

    [Fact]
    public async Task Several_lines_are_held_at_once_and_chosen_one_by_one()
    {
        await CallAsync();
        await Caller.FillAsync("+1 555 0124");
        await Button("Call").ClickAsync();
        await Expect(Lines("Lines").GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "+1 555 0124 →" })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Lines("Lines").GetByText("+1 555 0123").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "+1 555 0123 →" })).ToBeVisibleAsync();
        await Key("1").ClickAsync();
        await Expect(Now).ToHaveTextAsync("Call over: ended.");
        await Expect(Lines("Lines").GetByText("+1 555 0124")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_number_that_is_none_is_explained_beside_the_form()
    {
        await Caller.FillAsync("five");
        await Button("Call").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("'from' is 'five'; send an E.164 number");
        await Expect(Caller).ToHaveAttributeAsync("aria-invalid", "true");
    }
}
