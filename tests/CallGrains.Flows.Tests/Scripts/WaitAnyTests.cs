using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>A wait for whichever comes first, and waits that end with the call.</summary>
public class WaitAnyTests
{
    private const string Agent = "+15550199";

    [Fact]
    public async Task A_queue_hears_signals_keys_time_and_the_hang_up()
    {
        await using var phone = await FlowTest.Start<Waiting>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("You are number 0");
        await phone.SignalsAsync(caller.Address, "place", 0);
        await caller.Hears("Your place is 0");
        await phone.CrashesAsync();
        await phone.PassesAsync(TimeSpan.FromSeconds(31));
        await caller.Hears("Still waiting");
        await caller.Presses("5");
        await caller.HearsNothingFor(TimeSpan.FromSeconds(5));
        await caller.Presses("2");
        await caller.Hears("You pressed 2");
        await phone.CrashesAsync();
        await caller.HangsUp();
        await phone.Replies(FlowTest.SomeCaller, "Sorry that you had to wait.");
        await caller.IsDone();
    }

    [Fact]
    public async Task A_timer_that_has_lost_is_gone()
    {
        await using var phone = await FlowTest.Start<Waiting>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("You are number 0");
        await caller.HangsUp();
        await caller.IsDone();
        Assert.Equal(caller.Journal.OfType<DecisionEntry>().SelectMany(d => d.Items).Count(i => i is TimerDecided), caller.Journal.OfType<DecisionEntry>().SelectMany(d => d.Items).Count(i => i is TimerCancelled) + caller.Journal.OfType<TimerEntry>().Count());
    }

    [Fact]
    public async Task Keys_are_heard_while_two_are_bridged_and_so_is_the_end_of_one()
    {
        await using var phone = await FlowTest.Start<Bridged>();
        var agent = phone.Agent(Agent).Answers();
        var caller = await phone.DialsAsync("+15550100");
        await caller.IsTalkingTo(Agent);
        await caller.Presses("*");
        await agent.Hears("The caller pressed *.");
        await phone.PassesAsync(TimeSpan.FromSeconds(2));
        await agent.Presses("#");
        await agent.Hears("You pressed #.");
        await phone.CrashesAsync();
        await agent.HangsUp();
        await caller.Hears("Goodbye.");
        await caller.IsDone();
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("signal")]
    [InlineData("receive")]
    public void Waits_end_with_the_call(string which) => World.Run(async w =>
    {
        CallEndedException? ended = null;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            ended = await Assert.ThrowsAsync<CallEndedException>(() => which switch
            {
                "delay" => call.DelayAsync(TimeSpan.FromHours(1)),
                "signal" => call.WaitForSignalAsync<string>("go", TimeSpan.FromHours(1)),
                _ => call.ReceiveSignalAsync<int>("go"),
            });
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Until(() => call.ActiveTime is not null, "answered");
        call.HangUp();
        await w.Until(() => w.Summary(call.Address).State == GrainState.Ended, "ended at once");

        Assert.Equal("NORMAL_CLEARING", ended!.Cause);
        Assert.True(w.Time.GetUtcNow() - w.Summary(call.Address).CreatedAt < TimeSpan.FromMinutes(1));
    });

    [Fact]
    public void A_number_that_nobody_has_is_no_answer_to_a_dial_and_to_a_transfer() => World.Run(async w =>
    {
        var causes = new List<string?>();
        w.Script = async call =>
        {
            await call.AnswerAsync();
            causes.Add((await call.DialAsync("garbage")).Cause);
            causes.Add((await call.TransferAsync("garbage")).Cause);
        };
        await w.StartAsync();
        await w.Ended(w.Carrier.Dials());

        Assert.Equal(2, causes.Count);
        Assert.NotNull(causes[0]);
        Assert.Equal(causes[0], causes[1]);
    });

    [Flow("waiting")]
    private sealed class Waiting : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync("You are number 0");
            while (true)
            {
                var next = await call.WaitAnyAsync(signals: ["place", "agent"], keys: "12", timeout: TimeSpan.FromSeconds(30));
                if (next.HungUp)
                {
                    await call.SendAsync(call.From, "Sorry that you had to wait.");
                    return;
                }

                await call.SpeakAsync(next.Kind switch
                {
                    OccurrenceKind.Signal => $"Your place is {next.ValueAs<int>()}",
                    OccurrenceKind.Key => $"You pressed {next.Key}",
                    _ => "Still waiting",
                });
            }
        }
    }

    [Flow("bridged")]
    private sealed class Bridged : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var agent = await call.DialAsync(Agent);
            await call.BridgeAsync(agent);
            while (await call.WaitAnyAsync(keys: "*#", legs: [agent]) is { Kind: OccurrenceKind.Key } key)
            {
                await agent.SpeakAsync(key.Leg is null ? $"The caller pressed {key.Key}." : $"You pressed {key.Key}.");
            }

            await call.SpeakAsync("Goodbye.");
        }
    }
}
