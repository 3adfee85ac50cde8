using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallGrains.Phone.Tests.Support;
using CallGrains.TestSupport.Programs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests;

/// <summary>Many calls: found, grouped, linked to, sent again, taken along.</summary>
public sealed class BusyDayTests(Chromium chromium) : PhoneTest(chromium)
{
    private readonly HttpClient _phones = new();

    private ILocator Calls => Page.GetByRole(AriaRole.Listbox, new() { Name = "Calls, newest first" });

    private ILocator Search => Page.GetByLabel("Search", new() { Exact = true });

    [Fact]
    public async Task Calls_are_one_line_each_are_searched_and_open_their_ladder()
    {
        await RingAsync(12);
        await Button("Calls").ClickAsync();
        await Expect(Calls.GetByRole(AriaRole.Option)).ToHaveCountAsync(12);
        await Search.FillAsync("555 200 0007");
        await Expect(Calls.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await Expect(Page).ToHaveURLAsync(new Regex("#view=calls&q=555"));
        await Calls.GetByRole(AriaRole.Option).ClickAsync();
        await SeesAsync(Rows("incomingcall +1 555 200 0007"));
        await Expect(Page).ToHaveURLAsync(new Regex("#call=c-"));
        await Page.GoBackAsync();
        await Expect(Calls.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Everything_tells_whose_each_row_is_and_shows_what_is_looked_for()
    {
        await RingAsync(6);
        await Button("Everything").ClickAsync();
        await SeesAsync(Rows("+1 555 200 0003: callback from carrier to application, answer"));
        await Page.GetByLabel("Show", new() { Exact = true }).SelectOptionAsync("requests");
        await Expect(Page.Locator(".ladder-row.is-callback")).ToHaveCountAsync(0);
        await Search.FillAsync("200 0003");
        await Expect(Page.Locator(".ladder-row")).ToHaveCountAsync(1);
        await Search.FillAsync("no such thing");
        await Expect(Page.GetByText("Nothing fits")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_link_opens_a_call_that_the_page_does_not_know_and_all_is_paged_to_the_beginning()
    {
        var first = (await RingAsync(1))[0];
        await RingAsync(130, hangUp: true);
        await Page.GotoAsync($"{Simulator.Url}#call={first}");
        await Page.ReloadAsync();
        await SeesAsync(Rows("incomingcall +1 555 200 0000"));
        await Button("Everything").ClickAsync();
        await Expect(Page.Locator(".ladder-row").Nth(19)).ToBeAttachedAsync();
        Assert.InRange(await Page.Locator(".ladder-row").CountAsync(), 20, 150);
        var older = Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^\\d+ older$") });
        while (await older.IsVisibleAsync() && await older.IsEnabledAsync())
        {
            await older.ClickAsync();
        }

        await Page.Locator(".ladder-scroller").EvaluateAsync("e => { e.scrollTop = 0; }");
        await SeesAsync(Rows("create application front-desk"));
    }

    [Fact]
    public async Task A_callback_is_sent_again_edited_and_all_of_a_call_at_once()
    {
        await CallAsync();
        await Rows("callback from carrier to application, incomingcall").ClickAsync();
        await Button("Edit first").ClickAsync();
        await Page.Locator("#again-body").FillAsync("""{"eventType":"made-up"}""");
        await Button("Send again").ClickAsync();
        await Expect(Page.GetByText("Answered 200 in")).ToBeVisibleAsync();
        Assert.Contains("made-up", Desk.Received);
        var before = Desk.Received.Count;
        await Button("Send all callbacks again").ClickAsync();
        await SeesAsync(Rows("incomingcall +1 555 0123, 200"));
        await Expect(Page.GetByText(new Regex("callbacks sent again, \\d+ taken"))).ToBeVisibleAsync();
        Assert.True(Desk.Received.Count >= before + 3, $"{before} before, {Desk.Received.Count} after");
    }

    [Fact]
    public async Task A_ladder_is_saved_as_a_picture_as_data_and_as_the_scenario_that_repeats_it()
    {
        await CallAsync();
        await Key("1").ClickAsync();
        await Expect(Now).ToHaveTextAsync("Call over: ended.");
        var picture = await SavedAsync("SVG");
        Assert.Contains("<title>incomingcall +1 555 0123", picture, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Parse(picture);
        var data = JsonNode.Parse(await SavedAsync("JSON"))!;
        Assert.Contains(data["items"]!.AsArray(), item => (string?)item!["request"]?["method"] == "POST");
        var scenario = JsonNode.Parse(await SavedAsync("Scenario"))!["scenarios"]![0]!;
        var steps = scenario["steps"]!.AsArray();
        Assert.Equal(["dial", "hear", "press", "hear", "expect"], steps.Select(step => step!.AsObject().First().Key));
        Assert.Equal("1", (string?)steps[2]!["press"]);
    }

    /// <summary>Prints the browser's own figures; asserts no time.</summary>
    [Fact]
    public async Task Figures_of_a_busy_day()
    {
        var (calls, rate) = (Campaign.Of(full: 500, brief: 0), 10);
        Assert.SkipUnless(Campaign.IsFull, "Takes a minute: ./callgrains test --full runs it.");
        await Page.EvaluateAsync(Script("figures.js"));
        await Button("Everything").ClickAsync();
        var made = LoadAsync(calls, rate);
        for (var n = 0; !made.IsCompleted; n++)
        {
            await Page.EvaluateAsync("n => window.figures.click(n)", n);
            await Button(n % 2 == 0 ? "Everything" : "Calls").ClickAsync();
            await Page.WaitForTimeoutAsync(300);
        }

        await made;
        var figures = await Page.EvaluateAsync<string>("() => window.figures.tell()");
        TestContext.Current.TestOutputHelper?.WriteLine($"{calls} calls at {rate}/s: {figures}");
        Console.WriteLine($"{calls} calls at {rate}/s: {figures}");
    }

    private async Task<string> SavedAsync(string kind)
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => Button(kind).ClickAsync());
        return await File.ReadAllTextAsync((await download.PathAsync())!);
    }

    private async Task LoadAsync(int calls, int rate)
    {
        for (var n = 0; n < calls; n++)
        {
            var call = await DialAsync(n);
            _ = Task.Delay(TimeSpan.FromSeconds(4)).ContinueWith(_ => PostAsync($"calls/{call}/digits", new { digits = "1" }), TaskScheduler.Default);
            await Task.Delay(1000 / rate);
        }
    }

    private async Task<List<string>> RingAsync(int count, bool hangUp = false)
    {
        var calls = new List<string>();
        for (var n = 0; n < count; n++)
        {
            calls.Add(await DialAsync(n + (hangUp ? 1 : 0)));
            if (hangUp)
            {
                await PostAsync($"calls/{calls[^1]}/hangup", new { });
            }
        }

        return calls;
    }

    private async Task<string> DialAsync(int n) => (string)(await PostAsync("calls", new { from = $"+1555200{n:0000}", to = FrontDesk.Number }))["callId"]!;

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await _phones.PostAsJsonAsync($"{Simulator.Url}sim/{path}", body);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
