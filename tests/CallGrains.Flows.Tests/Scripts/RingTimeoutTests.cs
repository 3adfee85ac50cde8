using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>How long somebody's phone rings, wherever a flow has it ring.</summary>
public class RingTimeoutTests
{
    private const string Agent = "+15550199";

    [Fact]
    public async Task A_transfer_that_rings_too_long_comes_back()
    {
        await using var phone = await FlowTest.Start<Transfers>();
        phone.Agent(Agent).DoesNotAnswer();
        var caller = await phone.DialsAsync("+15550100");
        await caller.IsTransferredTo(Agent);
        await phone.CrashesAsync();
        await caller.Hears("Nobody answers: NO_ANSWER", within: TimeSpan.FromSeconds(25));
        await caller.IsHungUp();
        await caller.IsDone();
    }

    [Fact]
    public async Task A_transfer_that_is_answered_goes_on()
    {
        await using var phone = await FlowTest.Start<Transfers>();
        phone.Agent(Agent).Answers(TimeSpan.FromSeconds(15));
        var caller = await phone.DialsAsync("+15550100");
        await caller.IsTalkingTo(Agent);
        await phone.PassesAsync(TimeSpan.FromMinutes(1));
        await caller.IsTalkingTo(Agent);
        await caller.HangsUp();
        await caller.IsDone();
    }

    [Fact]
    public void A_transfer_rings_for_a_minute_where_nothing_else_is_said() => World.Run(async w =>
    {
        TransferResult? result = null;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            result = await call.TransferAsync(Agent);
        };
        await w.StartAsync();
        w.Carrier.BehaviorOf[Agent] = new CalleeBehavior { RingingTime = TimeSpan.FromHours(1) };
        var call = w.Carrier.Dials();
        await w.Passes(TimeSpan.FromSeconds(59));
        Assert.Null(result);
        await w.Ended(call);
        Assert.Equal(new TransferResult(false, "NO_ANSWER"), result);
    });

    [Fact]
    public void A_call_that_is_started_rings_as_long_as_it_is_told() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            call.StartCall("script", "+15550188", ringTimeout: TimeSpan.FromSeconds(12));
        };
        await w.StartAsync();
        w.Carrier.Declines["+15550188"] = HangupCause.NoAnswer;
        await w.Ended(w.Carrier.Dials());
        Assert.Equal(TimeSpan.FromSeconds(12), w.Carrier.Requests.Select(r => r.Command).OfType<CreateCallCommand>().First().CallTimeout);
    });

    [Flow("transfers")]
    private sealed class Transfers : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var transfer = await call.TransferAsync("+15550199", ringTimeout: TimeSpan.FromSeconds(20));
            if (!transfer.Answered)
            {
                await call.SpeakAsync($"Nobody answers: {transfer.Cause}");
            }
        }
    }
}
