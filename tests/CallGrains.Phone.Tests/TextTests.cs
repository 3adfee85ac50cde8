using CallGrains.Phone.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests;

public sealed class TextTests(Chromium chromium) : PhoneTest(chromium)
{
    private const string Picture = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect width='40' height='20' fill='teal'/></svg>";

    private ILocator Messages => Page.GetByRole(AriaRole.List, new() { Name = "Messages" }).GetByRole(AriaRole.Listitem);

    [Fact]
    public async Task A_text_is_answered_with_a_delivery_state_and_a_picture()
    {
        using var http = new HttpClient();
        using var stored = await http.PutAsync(new Uri(Simulator.Url, "sim/media/map.png"), new StringContent(Picture, null, "image/svg+xml"));
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Texts" }).ClickAsync();
        await Page.GetByLabel("Text", new() { Exact = true }).FillAsync("When do you open?");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Messages.Nth(0)).ToContainTextAsync("When do you open?");
        await Expect(Messages.Nth(1)).ToContainTextAsync("We open at 9.");
        await Expect(Messages.Nth(1)).ToContainTextAsync("delivered");
        await Expect(Messages.Nth(2)).ToContainTextAsync("Here is the map.");
        var image = Page.GetByAltText("Picture map.png");
        await Expect(image).ToBeVisibleAsync();
        await Page.WaitForFunctionAsync("() => document.querySelector('.thread img').naturalWidth === 40");
        await SeesAsync(Rows("callback from carrier to application, sms “When do you open?”"));
        await SeesAsync(Rows("sms delivered"));
    }

    [Fact]
    public async Task A_picture_of_this_machine_goes_with_a_text()
    {
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Texts" }).ClickAsync();
        await Page.GetByLabel("Choose file").SetInputFilesAsync(new FilePayload { Name = "cat & dog.svg", MimeType = "image/svg+xml", Buffer = System.Text.Encoding.UTF8.GetBytes(Picture) });
        await Expect(Page.Locator("#text-media")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("/media/phone-\\d+-cat_dog.svg$"));
        await Button("Send").ClickAsync();
        await Page.WaitForFunctionAsync("() => document.querySelector('.thread .own img')?.naturalWidth === 40");
        await SeesAsync(Rows("callback from carrier to application, mms"));
    }

    [Fact]
    public async Task A_refused_text_stays_in_the_field_with_the_reason()
    {
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Texts" }).ClickAsync();
        await Page.Locator("#text-from").FillAsync("nobodywhomweknow");
        await Page.GetByLabel("Text", new() { Exact = true }).FillAsync("Hello");
        await Button("Send").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("nobodywhomweknow");
        await Expect(Page.GetByLabel("Text", new() { Exact = true })).ToHaveValueAsync("Hello");
    }
}
