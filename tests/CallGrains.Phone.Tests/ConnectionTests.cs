using System.Diagnostics;
using CallGrains.Phone.Tests.Support;
using CallGrains.Simulator;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallGrains.Phone.Tests;

public sealed class ConnectionTests(Chromium chromium) : PhoneTest(chromium)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private protected override bool IsBound => false;

    [Fact]
    public async Task Without_a_number_the_page_says_what_to_do_and_its_commands_do_it()
    {
        await Expect(Page.GetByText("No number rings at an application yet")).ToBeVisibleAsync();
        await Button("Copy commands").ClickAsync();
        await Expect(Button("Copied")).ToBeVisibleAsync();
        var commands = await Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", commands]) { RedirectStandardOutput = true })!;
        await shell.StandardOutput.ReadToEndAsync().WaitAsync(Patience);

        await Expect(Page.Locator("#dial-to")).ToContainTextAsync("+1 555 0100, mine");
        await Expect(Button("Call")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_call_that_rings_in_vain_says_why()
    {
        await Desk.BindAsync(Simulator.Url, autoAnswer: false);
        (Desk.Reacts, Desk.Answer) = (false, _ => Task.FromResult(503));
        await Button("Call").ClickAsync();
        await Expect(Page.Locator(".now")).ToHaveTextAsync("Ringing. The application did not take incomingcall: it answered 503.");
        await Expect(Page.GetByText("application fails").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_lost_connection_is_shown_and_heals_with_a_simulator_that_has_forgotten_everything()
    {
        await Desk.BindAsync(Simulator.Url);
        await CallAsync();
        var port = Simulator.Url.Port;
        await Simulator.DisposeAsync();
        await Expect(Page.Locator("#connection")).ToHaveTextAsync("connection lost");
        await Expect(Page.Locator("#lost")).ToContainTextAsync("This page keeps trying");
        await Expect(Button("Call")).ToBeDisabledAsync();

        await using var again = await SimulatorServer.StartAsync(new SimulatorOptions { Port = port });
        await Expect(Page.Locator("#connection")).ToHaveTextAsync("live");
        await Expect(Page.Locator("#lost")).ToBeHiddenAsync();
        await Expect(Page.GetByText("No number rings at an application yet")).ToBeVisibleAsync();
        await Expect(Page.GetByText("Nothing has happened yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Panes_whose_side_of_the_simulator_is_missing_say_so()
    {
        await Page.RouteAsync("**/sim/messages", route => route.FulfillAsync(new() { Status = 501, Body = "{}" }));
        await Page.RouteAsync("**/sim/faults", route => route.FulfillAsync(new() { Status = 404 }));
        await Page.ReloadAsync();
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Texts" }).ClickAsync();
        await Expect(Page.GetByText("GET /sim/messages was answered 501")).ToBeVisibleAsync();
        await Expect(Button("Send")).ToBeHiddenAsync();
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Faults" }).ClickAsync();
        await Expect(Page.GetByText("GET /sim/faults was answered 404")).ToBeVisibleAsync();
    }
}
