using CallGrains.Phone.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests;

/// <summary>No rule of axe is broken in any state of the page, and nothing is cut off.</summary>
public sealed class StateTests(Chromium chromium) : PhoneTest(chromium)
{
    // Whole, or on a line that is not seen.
    private const string NameIsWhole = """
        () => {
          const bar = document.querySelector('.bar h1');
          const words = document.createRange();
          words.selectNodeContents([...bar.childNodes].find(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim()));
          const [name, room] = [words.getBoundingClientRect(), bar.getBoundingClientRect()];
          return name.right <= room.right + 1 || name.top >= room.bottom - 2;
        }
        """;

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task No_state_breaks_a_rule(int width)
    {
        await Page.SetViewportSizeAsync(width, 800);
        await CheckAsync("nothing yet");
        await HoldAsync(FrontDesk.Agent);
        await CallAsync();
        await Key("4").ClickAsync();
        await Expect(Now).ToHaveTextAsync("Alone in a conference.");
        await CheckAsync("a conference");
        Desk.Reacts = false;
        Desk.Answer = _ => Task.FromResult(500);
        await Button("Call").ClickAsync();
        await Expect(Now).ToContainTextAsync("did not take");
        await CheckAsync("a failing application");
        await LadderAsync(width);
        foreach (var view in new[] { "Everything", "Calls" })
        {
            await Button(view).ClickAsync();
            await CheckAsync(view);
        }

        await Page.GetByText("Legend").First.ClickAsync();
        await CheckAsync("the legend");
        await Simulator.DisposeAsync();
        await Expect(Page.Locator("#lost")).ToBeVisibleAsync();
        await CheckAsync("a lost connection");
        Assert.True(await Page.EvaluateAsync<bool>(NameIsWhole), "The name is cut off.");
    }

    private async Task LadderAsync(int width)
    {
        if (width < 721)
        {
            await Page.GetByRole(AriaRole.Tab, new() { Name = "Ladder" }).ClickAsync();
        }
    }

    private async Task CheckAsync(string state)
    {
        string[] found = [.. await Page.EvaluateAsync<string[]>(Script("audit.js")), .. await Axe.FindAsync(Page)];
        Assert.True(found.Length == 0, $"{state}: {string.Join("\n", found)}");
    }
}
