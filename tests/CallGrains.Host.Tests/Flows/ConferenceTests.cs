using CallGrains.Host.Flows;
using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Host.Tests.Flows;

public sealed class ConferenceTests
{
    private const string Door = "+15550102";

    [Fact]
    public async Task The_moderator_opens_the_room_and_closes_it()
    {
        await using var phone = await StartAsync();
        var ann = await EntersAsync(phone, "+15550131", "1234#", "as soon as the moderator is there");
        await phone.PassesAsync(TimeSpan.FromMinutes(2));
        var host = await EntersAsync(phone, "+15550139", "9999#", "You are the moderator");

        await host.Hears("The caller from 0 1 3 1 has joined");
        await ann.Hears("has joined");
        await host.HangsUp();
        await ann.IsHungUp();
    }

    [Fact]
    public async Task Who_leaves_is_announced_and_hears_goodbye_and_a_crash_changes_nothing()
    {
        await using var phone = await StartAsync();
        var host = await EntersAsync(phone, "+15550139", "9999#", "You are the moderator");
        await host.Hears("The moderator has joined. There is one of you now.");
        var ann = await EntersAsync(phone, "+15550131", "1234#", "as soon as the moderator is there");
        await host.Hears("The caller from 0 1 3 1 has joined. There are 2 of you now.");

        await phone.CrashesAsync();
        await ann.Presses("#");
        await ann.Hears("You have left the room");
        await ann.IsHungUp();
        await host.Hears("The caller from 0 1 3 1 has left. There is one of you now.");
        await host.HangsUp();
    }

    [Fact]
    public async Task Three_wrong_pins_are_enough()
    {
        await using var phone = await StartAsync();
        var caller = await EntersAsync(phone, "+15550131", "1111#", "We do not know that PIN");
        await caller.Presses("2222#");
        await caller.Hears("We do not know that PIN");
        await caller.Presses("3333#");
        await caller.Hears("Goodbye");
        await caller.IsHungUp();
    }

    [Fact]
    public async Task Nobody_waits_for_a_moderator_for_ever()
    {
        await using var phone = await StartAsync();
        var caller = await EntersAsync(phone, "+15550131", "1234#", "as soon as the moderator is there");
        await phone.PassesAsync(TimeSpan.FromMinutes(10));
        await caller.Hears("Nobody has opened the room");
        await caller.IsHungUp();
    }

    private static Task<FlowTest> StartAsync() => FlowTest.Start<ConferenceDoor>(s => s.AddFlow<Meeting>().AddSingleton<IPinBook, SamplePins>());

    private static async Task<Caller> EntersAsync(FlowTest phone, string from, string pin, string answer)
    {
        var caller = await phone.DialsAsync(Door, from);
        await caller.Hears("Please enter your PIN");
        await caller.Presses(pin);
        await caller.Hears(answer);
        return caller;
    }
}
