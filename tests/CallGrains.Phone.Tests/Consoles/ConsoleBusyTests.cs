using System.Diagnostics;
using System.Globalization;
using CallGrains.Phone.Tests.Support;
using CallGrains.TestSupport.Programs;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests.Consoles;

/// <summary>The console while many calls live. It prints figures; how long anything takes it does not assert.</summary>
public sealed class ConsoleBusyTests(Chromium chromium) : ConsoleTest(chromium)
{
    private const int Calls = 500, Rounds = 12;

    [Fact]
    public async Task Figures_of_five_hundred_live_calls()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes minutes: ./callgrains test --full runs it.");
        await Page.EvaluateAsync("() => { window.longest = 0; new PerformanceObserver(list => { for (const each of list.getEntries()) window.longest = Math.max(window.longest, each.duration); }).observe({ type: 'longtask', buffered: true }); }");
        var dialled = await Task.WhenAll(Enumerable.Range(0, Calls).Select(async i =>
        {
            await Task.Delay(i * 50, TestContext.Current.CancellationToken);
            return await Phone.DialAsync($"+1555300{i:0000}", ConsoleHost.Door);
        }));
        await GoAsync("#/figures");
        await Expect(Page.GetByText($"{Calls} live calls.")).ToBeVisibleAsync(new() { Timeout = 120_000 });
        var lists = await TimesAsync("#/calls?state=live", ".list tbody tr >> nth=49");
        var ladders = await TimesAsync($"#/calls/{dialled[Calls / 2]}", ".ladder-row >> nth=5");
        var searches = await TimesAsync("#/calls?number=%2B15553000250", ".list tbody tr >> nth=0");
        var longest = await Page.EvaluateAsync<double>("() => window.longest");
        var told = string.Create(CultureInfo.InvariantCulture, $"{Calls} live calls: list {lists}, search {searches}, ladder {ladders}; longest task of the page {longest:0} ms");
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        Console.WriteLine(told);
    }

    /// <summary>How long it takes from a link to what it shows.</summary>
    private async Task<string> TimesAsync(string hash, string sees)
    {
        var times = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            await GoAsync("#/dead");
            await Expect(Page.GetByText("Read every ten seconds")).ToBeVisibleAsync();
            var watch = Stopwatch.StartNew();
            await GoAsync(hash);
            await Page.Locator(sees).WaitForAsync();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"p50 {times[Rounds / 2]:0} ms, p95 {times[Rounds * 95 / 100]:0} ms");
    }
}
