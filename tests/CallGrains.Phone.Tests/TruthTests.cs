using CallGrains.Phone.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests;

/// <summary>What the page says is so: after a call has ended, when phones ring, when the application fails.</summary>
public sealed class TruthTests(Chromium chromium) : PhoneTest(chromium)
{
    private ILocator Detail => Page.GetByRole(AriaRole.Complementary, new() { Name = "Details of the chosen entry" });

    private ILocator Ringing => Page.Locator("#rings");

    [Fact]
    public async Task A_conference_stays_in_the_ladder_of_a_call_that_has_ended_and_says_who_is_there()
    {
        await CallAsync();
        await Key("4").ClickAsync();
        await Expect(Now).ToHaveTextAsync("Alone in a conference.");
        await SeesAsync(Rows("conference-member +1 555 0123 is in, 1 there"));
        await SeesAsync(Rows("add member +1 555 0123"));
        await Button("Hang up").ClickAsync();
        await Expect(Now).ToHaveTextAsync("Call over: ended.");
        await SeesAsync(Rows("conference-member +1 555 0123 left, 0 there"));
        await SeesAsync(Rows("conference completed"));
        await SeesAsync(Rows("create conference"));
        await SeesAsync(Rows("call over, NORMAL_CLEARING, the phone hung up"));
    }

    [Fact]
    public async Task A_declined_leg_has_the_call_that_it_was_for_and_effects_stand_below_their_causes()
    {
        await HoldAsync(FrontDesk.Agent);
        await CallAsync();
        await Key("2").ClickAsync();
        await Lines("Lines").GetByText("rings here").ClickAsync();
        await Button("Decline").ClickAsync();
        await Expect(Now).ToHaveTextAsync("Call over: declined.");
        await SeesAsync(Rows("request from application to carrier, transfer to +1 555 0142"));
        await SeesAsync(Rows("callback from carrier to application, incomingcall"));
        Assert.True(await TopAsync("request from application to carrier, gather") <= await TopAsync("the phone hears “Welcome"), "the prompt is below its gather");
    }

    [Fact]
    public async Task A_phone_that_rings_is_said_above_everything_and_its_key_answers_it()
    {
        await HoldAsync(FrontDesk.Agent);
        await CallAsync();
        await Key("2").ClickAsync();
        await Expect(Ringing).ToContainTextAsync("+1 555 0142 rings: +1 555 0123 calls.");
        await Expect(Ringing).ToHaveRoleAsync(AriaRole.Alert);
        await Page.Keyboard.PressAsync("a");
        await Expect(Now).ToHaveTextAsync("Talking with +1 555 0123.");
        await Expect(Ringing).ToBeHiddenAsync();
    }

    [Fact]
    public async Task After_dialling_by_keys_a_digit_goes_to_the_line_and_not_into_the_form()
    {
        await Page.Keyboard.PressAsync("c");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Log).ToContainTextAsync(FrontDesk.Welcome);
        await Page.Keyboard.PressAsync("7");
        await Expect(Log).ToContainTextAsync("you pressed 7");
        await Expect(Caller).ToHaveValueAsync("+1 555 0123");
    }

    [Fact]
    public async Task A_failing_application_looks_like_one_and_its_words_are_shown()
    {
        Desk.Answer = type => Task.FromResult(type == "answer" ? 500 : 200);
        Desk.Reacts = false;
        Desk.Words = "NullReferenceException: no desk\n   at Desk.cs:line 12";
        await Button("Call").ClickAsync();
        await Expect(Now).ToHaveTextAsync("The application did not take answer: it answered 500, “NullReferenceException: no desk”.");
        await Expect(Lines("Lines").GetByText("application fails")).ToBeVisibleAsync();
        await Rows("callback from carrier to application, answer").ClickAsync();
        await Expect(Detail).ToContainTextAsync("at Desk.cs:line 12");
        await Detail.GetByText("headers").Nth(1).ClickAsync();
        await Expect(Detail.GetByLabel("Headers answered")).ToContainTextAsync("Date: ");
        await Expect(Detail).ToContainTextAsync("Call meanwhile");
    }

    [Fact]
    public async Task What_runs_from_right_to_left_keeps_its_place_and_its_own_direction()
    {
        await CallAsync();
        await Page.GetByLabel("Say something").FillAsync("שולחן לשניים, please.");
        await Button("Say").ClickAsync();
        await SeesAsync(Page.Locator(".ladder-label").Filter(new() { HasText = "says “" }));
        await Expect(Log).ToContainTextAsync("you say “\u2068שולחן לשניים, please.\u2069”");
    }

    private async Task<float> TopAsync(string row) => (await Rows(row).First.BoundingBoxAsync())!.Y;
}
