using CallGrains.Flows;
using CallGrains.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.FlowTests;

public sealed class FlowTestTests
{
    [Fact]
    public async Task A_call_is_played_through()
    {
        await using var phone = await Start();
        var caller = await phone.DialsAsync("+15550100");

        await caller.IsAnswered();
        await caller.Hears("press 1");
        await caller.Presses("2");
        await caller.Hears("YOU PRESSED 2");
        await caller.IsHungUp(HangupCause.NormalClearing);
        await caller.IsDone();
        await phone.Sent<SpeakCommand>(s => s.Sentence.EndsWith("2.", StringComparison.Ordinal));
        await caller.Journalled<EventEntry>(e => e.Event is GatherEvent { Digits: "2" });
    }

    [Fact]
    public async Task Flows_answer_at_their_numbers()
    {
        await using var phone = await FlowTest.Start(services => services
            .AddSingleton<Func<CallContext, Task>>(_ => Task.CompletedTask)
            .AddFlow<Desk>("+15550100")
            .AddFlow<Echo>("+15550105", "+15550106"));

        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Press 1 or 2.");
        await phone.TextsAsync("+15550123", "Hello", to: "+15550106");
        Assert.Equal("You wrote Hello", await phone.Replies("+15550123", "you wrote"));
    }

    [Fact]
    public async Task Time_passes_to_the_tick_and_costs_nothing()
    {
        var due = TimeSpan.FromDays(1);
        await using var phone = await Start(async call => await call.DelayAsync(due));
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");
        await caller.Hears("You pressed");
        var before = phone.Now;

        await phone.PassesAsync(due - TimeSpan.FromSeconds(1));

        Assert.Equal(before + due - TimeSpan.FromSeconds(1), phone.Now);
        await phone.SentNo<HangupCommand>();
        await caller.IsHungUp();
    }

    [Fact]
    public async Task A_crash_loses_nothing()
    {
        await using var phone = await Start();
        var caller = await phone.DialsAsync("+15550100");
        foreach (var fault in new[] { RequestFault.CrashBefore, RequestFault.CrashAfter })
        {
            phone.Fails<SpeakCommand>(fault);
        }

        await caller.Hears("Press 1");
        await phone.CrashesAsync();
        await caller.Presses("1");
        await caller.Hears("You pressed 1.");
        await caller.IsDone();
        Assert.Equal(2, caller.Heard.Count);
    }

    [Fact]
    public async Task Lost_events_are_made_up_for()
    {
        await using var phone = await Start();
        phone.Loses(EventTypes.Gather, times: 1);
        var caller = await phone.DialsAsync("+15550100");

        await caller.Presses("1");
        await caller.Hears("You pressed 1.");
        await caller.IsDone();
        Assert.Single(caller.Journal.OfType<EventEntry>(), e => e.Observed);
    }

    [Fact]
    public async Task Who_is_called_does_as_told()
    {
        await using var phone = await Start(TransferAsync);
        var agent = phone.Agent("+15550199");

        await HearsAsync(phone, agent.IsBusy(), "No luck: USER_BUSY.");
        await HearsAsync(phone, agent.Rejects(), "No luck: CALL_REJECTED.");
        await HearsAsync(phone, agent.DoesNotAnswer(), "No luck: NO_ANSWER.");

        var caller = await HearsAsync(phone, agent.Answers(TimeSpan.FromSeconds(30)).TalksFor(TimeSpan.FromMinutes(3)), "You pressed 1.");
        await caller.IsTransferredTo(agent.Number);
        var rang = phone.Now;
        await agent.Rings(times: 4);
        await caller.IsTalkingTo(agent.Number);
        Assert.Equal(TimeSpan.FromSeconds(30), phone.Now - rang);
        await caller.IsHungUp();
        Assert.Equal(TimeSpan.FromSeconds(210), phone.Now - rang);
    }

    private static async Task TransferAsync(CallContext call)
    {
        var transfer = await call.TransferAsync("+15550199");
        if (!transfer.Answered)
        {
            await call.SpeakAsync($"No luck: {transfer.Cause}.");
        }
    }

    private static async Task<Caller> HearsAsync(FlowTest phone, Callee agent, string sentence)
    {
        Assert.Equal("+15550199", agent.Number);
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");
        await caller.Hears(sentence);
        return caller;
    }

    private static Task<FlowTest> Start(Func<CallContext, Task>? then = null) =>
        FlowTest.Start<Desk>(s => s.AddSingleton(then ?? (_ => Task.CompletedTask)));
}
