using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Handlers;

/// <summary>What handlers have ring, rings for a minute at most, or as long as they say.</summary>
public class RingTests
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
        await caller.Hears("NO_ANSWER", within: TimeSpan.FromSeconds(22));
        await caller.HangsUp();
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
    public void A_timer_of_the_frameworks_own_name_is_refused() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Misnamed));
        var call = w.Carrier.Dials("misnamed");
        await w.Ended(call);
        Assert.Contains("names that begin with $", w.Summary(call.Address).Fault, StringComparison.Ordinal);
    });

    [Flow("transfers")]
    private sealed class Transfers : CallFlow<Transfers.Nothing>
    {
        internal sealed class Nothing;

        public override void OnAnswer(AnswerEvent e) => Call.Transfer(Agent, ringTimeout: TimeSpan.FromSeconds(20));

        public override void OnTransfer(TransferResult result)
        {
            if (!result.Answered)
            {
                Call.Speak(result.Cause!);
            }
        }
    }

    [Flow("misnamed")]
    private sealed class Misnamed : CallFlow<Misnamed.Nothing>
    {
        internal sealed class Nothing;

        public override void OnAnswer(AnswerEvent e) => Call.StartTimer("$ring:1", TimeSpan.FromSeconds(1));
    }
}
