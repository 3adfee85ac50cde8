using CallGrains.Samples;
using CallGrains.Testing;
using CallGrains.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Host.Tests.Flows;

public sealed class ConferenceTests
{
    [Theory, ClassData(typeof(OnEachHost))]
    public async Task Guests_wait_for_the_moderator_who_closes_the_room(string host)
    {
        await using var phone = await StartAsync(host);
        var guest = await EntersAsync(phone, "+15550111", "1234#");
        await guest.Hears("as soon as the moderator is there");
        var moderator = await EntersAsync(phone, "+15550119", "9999#");
        await moderator.Hears("You are the moderator");

        await guest.IsInConference(members: 2);
        await phone.CrashesAsync();
        await moderator.Hears("has joined. There are 2 of you now.");
        await moderator.HangsUp();
        await guest.IsHungUp();
        await guest.IsDone();
        await moderator.IsDone();
    }

    [Fact]
    public async Task One_conference_is_made_whatever_answer_is_lost()
    {
        await using var phone = await StartAsync("in-process");
        phone.Fails<CreateConferenceCommand>(RequestFault.AnswerLost);
        var moderator = await EntersAsync(phone, "+15550119", "9999#");
        await moderator.IsInConference(members: 1);
        var guest = await EntersAsync(phone, "+15550111", "1234#");
        await guest.IsInConference(members: 2);
        await guest.HangsUp();
        await moderator.Hears("1 1 1 has left. There is one of you now.");
    }

    [Fact]
    public async Task Nobody_waits_for_a_moderator_for_ever()
    {
        await using var phone = await StartAsync("in-process");
        var guest = await EntersAsync(phone, "+15550111", "1234#");
        await guest.Hears("Nobody has opened the room", within: TimeSpan.FromMinutes(11));
        await guest.IsHungUp();
        await guest.IsDone();
    }

    [Fact]
    public async Task Three_wrong_pins_are_enough()
    {
        await using var phone = await StartAsync("in-process");
        var caller = await EntersAsync(phone, "+15550111", "1#");
        foreach (var pin in new[] { "2#", "3#" })
        {
            await caller.Hears("We do not know that PIN");
            await caller.Presses(pin);
        }

        await caller.Hears("Goodbye.");
        await caller.IsHungUp();
        await phone.SentNo<CreateConferenceCommand>();
    }

    private static Task<FlowTest> StartAsync(string host) => FlowTest.Start<ConferenceDoor>(s => s.AddSingleton<IPinBook, SamplePins>().AddFlow<Meeting>(), OnEachHost.Named(host));

    private static async Task<Caller> EntersAsync(FlowTest phone, string from, string pin)
    {
        var caller = await phone.DialsAsync("+15550102", from);
        await caller.Hears("enter your PIN");
        await caller.Presses(pin);
        return caller;
    }
}
