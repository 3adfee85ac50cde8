using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>Calls that exist are connected, taken apart, parked and retrieved.</summary>
public class BridgeTests
{
    private const string Agent = "+15550198", Expert = "+15550199", Caller = "+15550121", Clerk = "+15550122";

    [Fact]
    public async Task An_agent_asks_an_expert_and_connects_the_caller()
    {
        await using var phone = await FlowTest.Start<Desk>();
        var (agent, expert) = (phone.Agent(Agent), phone.Agent(Expert));
        var caller = await phone.DialsAsync("+15550100");
        await caller.IsTalkingTo(Agent);
        await phone.CrashesAsync();
        await agent.Presses("*");
        await caller.Hears("hold.wav");
        await agent.IsTalkingTo(Expert);
        await phone.CrashesAsync();
        await agent.Presses("1");
        await caller.IsTalkingTo(Expert);
        await agent.IsHungUp();
        await expert.HangsUp();
        await caller.IsHungUp();
        await caller.IsDone();
        Assert.DoesNotContain(agent.Heard, h => h.Contains("hold", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_agent_comes_back_when_the_expert_is_not_there_or_does_not_help()
    {
        await using var phone = await FlowTest.Start<Desk>();
        var (agent, expert) = (phone.Agent(Agent), phone.Agent(Expert));
        expert.IsBusy();
        var caller = await phone.DialsAsync("+15550100");
        await caller.IsTalkingTo(Agent);
        await agent.Presses("*");
        await caller.Hears("hold.wav");
        await caller.IsTalkingTo(Agent);
        await agent.HangsUp();
        await caller.IsDone();
    }

    [Fact]
    public async Task An_announcement_to_one_side_is_heard_by_that_side_alone()
    {
        await using var phone = await FlowTest.Start<Desk>();
        var agent = phone.Agent(Agent);
        var caller = await phone.DialsAsync("+15550100");
        await caller.IsTalkingTo(Agent);
        await agent.Presses("5");
        await agent.Hears("The caller is a regular.");
        await caller.Hears("Your call is recorded.");
        await caller.IsTalkingTo(Agent);
        Assert.DoesNotContain("Your call is recorded.", agent.Heard);
        Assert.DoesNotContain("The caller is a regular.", caller.Heard);
        await caller.HangsUp();
        await caller.IsDone();
    }

    [Fact]
    public async Task A_parked_call_is_retrieved_by_its_slot_and_goes_on_when_the_other_hangs_up()
    {
        await using var phone = await FlowTest.Start<Lot>();
        var caller = await ParkedAsync(phone);
        await phone.CrashesAsync();
        var clerk = await phone.DialsAsync("+15550100", Clerk);
        await clerk.Hears("Park or retrieve?");
        await clerk.Presses("2");
        await clerk.IsTalkingTo(Caller);
        await phone.CrashesAsync();
        await phone.PassesAsync(TimeSpan.FromMinutes(5));
        await clerk.HangsUp();
        await caller.Hears("Retrieved.");
        await caller.IsDone();
        await clerk.IsDone();
    }

    [Fact]
    public async Task Whoever_retrieved_a_call_may_let_it_go()
    {
        await using var phone = await FlowTest.Start<Lot>();
        var caller = await ParkedAsync(phone);
        var clerk = await phone.DialsAsync("+15550100", Clerk);
        await clerk.Hears("Park or retrieve?");
        await clerk.Presses("2");
        await clerk.IsTalkingTo(Caller);
        await clerk.Presses("0");
        await caller.Hears("Retrieved.");
        await clerk.Hears("Let go.");
        await clerk.IsDone();
    }

    [Fact]
    public async Task Nobody_parked_a_hang_up_a_timeout_and_a_taken_slot_are_results()
    {
        await using var phone = await FlowTest.Start<Lot>();
        await EmptyAsync(phone);
        var first = await ParkedAsync(phone);
        var second = await phone.DialsAsync("+15550100", Clerk);
        await second.Hears("Park or retrieve?");
        await second.Presses("1");
        await second.Hears("Occupied.");
        await second.IsDone();
        await first.HangsUp();
        await first.IsDone();
        await EmptyAsync(phone);
        var third = await ParkedAsync(phone);
        await phone.PassesAsync(TimeSpan.FromMinutes(11));
        await third.Hears("TimedOut.");
        await third.IsDone();
        await EmptyAsync(phone);
    }

    [Fact]
    public void A_parked_call_whose_flow_is_terminated_frees_its_slot() => World.Run(async w =>
    {
        w.Restarts = true;
        await w.StartAsync(typeof(Lot));
        var caller = w.Carrier.Dials("lot", presses: "1", from: Caller);
        await w.Passes(TimeSpan.FromSeconds(30));
        await w.Process.Router.SendAsync(caller.Address, new Signal("t", SignalNames.Terminate, null));
        await w.Until(() => caller.IsOver, "the terminated call is over");
        var next = w.Carrier.Dials("lot", presses: "1", from: Expert);
        await w.Passes(TimeSpan.FromSeconds(30));
        var clerk = w.Carrier.Dials("lot", presses: "2", from: Clerk);
        await w.Until(() => w.Carrier.IsTalking(clerk, Expert), "the clerk talks to who was parked afterwards");
        clerk.HangUp();
        await w.Until(() => next.IsOver && w.Summary(clerk.Address).State == GrainState.Ended, "all is over");
        Replay.Of(w, ParkProtocol.Slot("7"));
    });

    [Fact]
    public void Each_crash_between_parking_and_talking_leaves_both_together_or_neither() => Assert.All(Enumerable.Range(0, 24), at => World.Run(async w =>
    {
        var appends = 0;
        w.Restarts = true;
        w.FaultOfEachProcess = (process, _) => process == 0 && appends++ == at + 10 ? AppendFault.CrashAfter : AppendFault.None;
        await w.StartAsync(typeof(Lot));
        var caller = w.Carrier.Dials("lot", presses: "1", from: Caller);
        await w.Passes(TimeSpan.FromSeconds(30));
        var clerk = w.Carrier.Dials("lot", presses: "2", from: Clerk);
        await w.Until(() => w.Carrier.IsTalking(clerk, Caller), "the two talk");
        clerk.HangUp();
        await w.Until(() => caller.IsOver && w.Summary(caller.Address).State == GrainState.Ended && w.Summary(clerk.Address).State == GrainState.Ended, "all is over");
        Assert.Single(w.Carrier.Effects, e => e.StartsWith("bridge", StringComparison.Ordinal));
        Replay.Of(w, caller.Address);
        Replay.Of(w, clerk.Address);
    }));

    [Fact]
    public void Two_calls_of_different_flows_are_connected_by_a_signal() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            if (call.From == Caller)
            {
                await call.SignalAsync(FlowAddress.Call((await call.WaitForSignalAsync<string>("who"))!), "live", call.Live);
                await call.EndedAsync();
                return;
            }

            var connection = await call.BridgeAsync((await call.WaitForSignalAsync<LiveCall>("live"))!);
            await connection!.EndedAsync();
            await call.SpeakAsync("They have gone.");
            Assert.Null(await call.BridgeAsync(connection.Other));
            var wrong = await Assert.ThrowsAsync<CommandFailedException>(() => call.BridgeAsync(connection.Other with { Carrier = "another" }));
            Assert.Equal("other-carrier", wrong.Outcome.Error!.Code);
        };
        await w.StartAsync();
        var (caller, clerk) = (w.Carrier.Dials(from: Caller), w.Carrier.Dials(from: Clerk));
        await w.Settles();
        await w.Process.Router.SendAsync(caller.Address, new Signal("s", "who", System.Text.Json.JsonSerializer.SerializeToElement(clerk.Address.Id)));
        await w.Until(() => w.Carrier.IsTalking(clerk, Caller), "the two talk");
        caller.HangUp();
        await w.Until(() => clerk.IsOver, "the other one has been told and hung up");

        Assert.Contains("speak They have gone.", w.Carrier.Effects);
        Assert.Null(w.Summary(clerk.Address).Fault);
    });

    [Fact]
    public void Who_is_left_in_a_bridge_is_bridged_again() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            foreach (var number in new[] { Agent, Expert })
            {
                var leg = await call.DialAsync(number);
                await call.BridgeAsync(leg);
                await call.DelayAsync(TimeSpan.FromSeconds(5));
                await leg.HangUpAsync();
            }

            await call.UnbridgeAsync();
            await call.UnbridgeAsync();
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Equal(["answer", $"call {Agent}", $"bridge {Agent}", "hangup", $"call {Expert}", $"bridge {Expert}", "hangup", "unbridge", "hangup"], w.Carrier.Effects);
    });

    private static async Task<Caller> ParkedAsync(FlowTest phone)
    {
        var caller = await phone.DialsAsync("+15550100", Caller);
        await caller.Hears("Park or retrieve?");
        await caller.Presses("1");
        await caller.Hears("hold.wav");
        return caller;
    }

    private static async Task EmptyAsync(FlowTest phone)
    {
        var clerk = await phone.DialsAsync("+15550100", Clerk);
        await clerk.Hears("Park or retrieve?");
        await clerk.Presses("2");
        await clerk.Hears("Nobody is parked.");
        await clerk.IsDone();
    }

    /// <summary>The agent's star asks an expert; 1 connects the caller with the expert.</summary>
    [Flow("desk")]
    private sealed class Desk : CallScript
    {
        private static readonly Uri Hold = new("https://example.com/hold.wav");

        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var agent = await call.DialAsync(Agent);
            await call.BridgeAsync(agent);
            while (await call.WaitAnyAsync(keys: "*5", legs: [agent]) is { Kind: OccurrenceKind.Key } key)
            {
                if (key.Key == "5")
                {
                    await agent.SpeakAsync("The caller is a regular.");
                    await call.SpeakAsync("Your call is recorded.");
                }
                else if (await ConsultAsync(call, agent))
                {
                    return;
                }
            }
        }

        private static async Task<bool> ConsultAsync(CallContext call, Leg agent)
        {
            await call.UnbridgeAsync();
            var hold = call.StartPlay(Hold, loop: true);
            var expert = await call.DialAsync(Expert);
            if (expert.Answered && await agent.BridgeAsync(expert))
            {
                await call.WaitAnyAsync(keys: "1", legs: [agent, expert]);
            }

            await hold.StopAsync();
            if (expert.HasEnded)
            {
                return !await call.BridgeAsync(agent);
            }

            await call.BridgeAsync(expert);
            await agent.HangUpAsync();
            return true;
        }
    }

    [Flow("lot")]
    private sealed class Lot : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var key = await call.GatherAsync("Park or retrieve?", maxDigits: 1);
            if (key.Digits == "1")
            {
                var parked = await call.ParkAsync("7", new Prompt { FileUrl = new Uri("https://example.com/hold.wav") }, TimeSpan.FromMinutes(10));
                if (parked.End != ParkEnd.HungUp)
                {
                    await call.SpeakAsync($"{parked.End}.");
                }

                return;
            }

            if (await call.RetrieveAsync("7") is not { } connection)
            {
                await call.SpeakAsync("Nobody is parked.");
                return;
            }

            if ((await call.WaitAnyAsync(keys: "0")).Kind == OccurrenceKind.Key)
            {
                await connection.UnbridgeAsync();
                await call.SpeakAsync("Let go.");
            }
        }
    }
}
