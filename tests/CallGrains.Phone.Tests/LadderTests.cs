using System.Diagnostics;
using CallGrains.Phone.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests;

public sealed class LadderTests(Chromium chromium) : PhoneTest(chromium)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private ILocator Detail => Page.GetByRole(AriaRole.Complementary, new() { Name = "Details of the chosen entry" });

    private ILocator Ladder => Page.GetByRole(AriaRole.Listbox, new() { Name = "Ladder of callbacks and requests" });

    [Fact]
    public async Task A_click_opens_payload_and_answer()
    {
        await CallAsync();
        await Rows("gather “Welcome").ClickAsync();
        await Expect(Detail).ToContainTextAsync("application → carrier");
        await Expect(Detail).ToContainTextAsync("\"interDigitTimeout\": 30");
        await Expect(Detail).ToContainTextAsync("Answer 201");
        await Rows("callback from carrier to application, answer").ClickAsync();
        await Expect(Detail).ToContainTextAsync("\"callState\": \"active\"");
        await Detail.GetByRole(AriaRole.Button, new() { Name = "Close details" }).ClickAsync();
        await Expect(Detail).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_callback_sent_again_reaches_the_application_and_is_marked()
    {
        await CallAsync();
        await Rows("callback from carrier to application, incomingcall").ClickAsync();
        await Button("Send again").ClickAsync();
        await Expect(Detail.GetByRole(AriaRole.Status)).ToContainTextAsync("Answered 200 in");
        await SeesAsync(Rows("sent again, copy of #1"));
        Assert.Equal(2, Desk.Received.Count(type => type == "incomingcall"));

        Desk.Answer = _ => Task.FromResult(500);
        await Button("Send again").ClickAsync();
        await SeesAsync(Rows("not taken: answered 500"));
    }

    [Theory]
    [InlineData("callback from carrier to application, incomingcall", "200")]
    [InlineData("request from application to carrier, gather", "409")]
    public async Task What_is_copied_as_curl_does_the_same_again_in_a_shell(string row, string status)
    {
        await CallAsync();
        await Rows(row).ClickAsync();
        await Button("Copy as curl").ClickAsync();
        await Expect(Button("Copied")).ToBeVisibleAsync();
        var command = await Page.EvaluateAsync<string>("navigator.clipboard.readText()");

        // A gather that runs refuses the second one: the carrier did get the same request.
        Assert.StartsWith($"HTTP/1.1 {status} ", await ShellAsync(command), StringComparison.Ordinal);
        if (status == "200")
        {
            Assert.Equal(2, Desk.Received.Count(type => type == "incomingcall"));
        }
        else
        {
            await SeesAsync(Rows("refused: 409 call-duplicate-gather-error"));
        }
    }

    [Fact]
    public async Task Speech_waits_and_dead_air_last_as_long_as_they_are_drawn()
    {
        var slow = new TaskCompletionSource<int>();
        Desk.Answer = type => type == "answer" ? slow.Task : Task.FromResult(200);
        await Button("Call").ClickAsync();
        await SeesAsync(Rows("dead air, 1,"));
        await SeesAsync(Rows("callback from carrier to application, answer, no answer yet"));
        slow.SetResult(200);
        await SeesAsync(Rows("waits for keys"));

        var silence = await HeightAsync("is-silence");
        var speech = await HeightAsync("is-speech");
        Assert.True(speech > silence && silence > 20, $"speech {speech} px, dead air {silence} px");
        await Expect(Rows("callback from carrier to application, answer,").And(Page.Locator(".is-waiting"))).ToHaveCountAsync(1);
        await SeesAsync(Rows("3,640 ms"));
    }

    [Fact]
    public async Task Everything_is_one_ladder_and_a_finished_call_has_its_own()
    {
        await CallAsync();
        await Key("1").ClickAsync();
        await Expect(Now).ToHaveTextAsync("Call over: ended.");
        var own = await Ladder.GetByRole(AriaRole.Option).CountAsync();
        await Button("Everything").ClickAsync();
        await SeesAsync(Rows("create application front-desk"));
        await Rows("+1 555 0123 → +1 555 0100 begins").ClickAsync();
        await Button("Show this call").ClickAsync();
        await Expect(Button("This call")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(Ladder.GetByRole(AriaRole.Option)).ToHaveCountAsync(own);
    }

    private async Task<float> HeightAsync(string kind) => (await Page.Locator($".ladder-row.{kind} .ladder-shape").First.BoundingBoxAsync())!.Height;

    private static async Task<string> ShellAsync(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await shell.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await shell.WaitForExitAsync().WaitAsync(Patience);
        return said;
    }
}
