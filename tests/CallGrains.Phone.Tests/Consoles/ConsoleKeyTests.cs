using CallGrains.Phone.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests.Consoles;

public sealed class ConsoleKeyTests(Chromium chromium) : ConsoleTest(chromium)
{
    private protected override bool HasKey => true;

    [Fact]
    public async Task The_key_is_asked_once_kept_in_the_tab_and_noted_in_the_journal()
    {
        await Dialog.GetByLabel("Key", new() { Exact = true }).FillAsync("a-wrong-key-of-somebody");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("none of this host’s keys");
        await Dialog.GetByLabel("Key", new() { Exact = true }).FillAsync(ConsoleHost.Key);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Connection).ToHaveTextAsync("live");
        var call = await CallAsync();
        await Expect(List).ToHaveCountAsync(1);
        await Page.ReloadAsync();
        await Expect(List).ToHaveCountAsync(1);
        await Expect(Dialog).ToBeHiddenAsync();
        Assert.Equal("0 1", await Page.EvaluateAsync<string>("`${localStorage.length} ${sessionStorage.length}`"));

        await List.First.GetByRole(AriaRole.Link).PressAsync("Enter");
        await Button("Terminate").ClickAsync();
        await ConfirmAsync("Terminate");
        await SeesAsync(Rows("by key ops from 127.0.0.1"));
        await Phone.EndsAsync(call);

        await Button("Forget key").ClickAsync();
        await Expect(Dialog).ToBeVisibleAsync();
    }
}
