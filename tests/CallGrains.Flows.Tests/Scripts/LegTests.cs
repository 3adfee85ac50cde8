namespace CallGrains.Flows.Tests.Scripts;

public class LegTests
{
    [Fact]
    public void A_leg_that_answers_is_spoken_to_and_bridged_and_both_end_together() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var leg = await call.DialAsync("+15550199", TimeSpan.FromSeconds(25));
            Assert.True(leg.Answered);
            await leg.SpeakAsync("A call for you.");
            Assert.True(await call.BridgeAsync(leg));
        };
        w.Carrier.TalkingTime = TimeSpan.FromSeconds(20);
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Exists(call.Address) && w.Summary(call.Address).State == GrainState.Ended, "the call has ended");

        Assert.Equal(["answer", "call +15550199", "speak A call for you.", "bridge +15550199", "hangup"], w.Carrier.Effects);
        Assert.True(call.IsOver);
        Replay.Of(w, call.Address);
    });

    [Fact]
    public void The_caller_may_go_on_when_the_leg_has_hung_up() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var leg = await call.DialAsync("+15550199");
            await call.BridgeAsync(leg);
            await leg.EndedAsync();
            await call.SpeakAsync("How was it?");
        };
        w.Carrier.TalkingTime = TimeSpan.FromSeconds(20);
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsOver, "the call has ended");

        Assert.Equal(["answer", "call +15550199", "bridge +15550199", "speak How was it?", "hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void A_leg_that_is_busy_says_why() => World.Run(async w =>
    {
        w.Carrier.Declines["+15550190"] = HangupCause.UserBusy;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var leg = await call.DialAsync("+15550190");
            await call.SpeakAsync($"{leg.Answered} {leg.Cause}");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsOver, "the call has ended");

        Assert.Contains("speak False USER_BUSY", w.Carrier.Effects);
    });

    [Fact]
    public void Two_ring_together_and_the_slower_one_stops() => World.Run(async w =>
    {
        w.Carrier.Declines["+15550190"] = HangupCause.UserBusy;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var (one, other) = (call.StartDial("+15550198"), call.StartDial("+15550199"));
            var first = await await Task.WhenAny(one.Answering, other.Answering);
            await (first == one ? other : one).HangUpAsync();
            await call.BridgeAsync(first);
        };
        w.Carrier.TalkingTime = TimeSpan.FromSeconds(20);
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.IsOver, "the call has ended");

        Assert.Single(w.Carrier.Effects, e => e.StartsWith("bridge", StringComparison.Ordinal));
        Assert.All(w.Carrier.Calls, c => Assert.True(c.IsOver));
    });

    [Fact]
    public void Legs_end_with_the_call_even_while_they_ring() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DialAsync("+15550199");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Carrier.Got<CreateCallCommand>(), "the leg is dialled");
        call.HangUp();
        await w.Until(() => w.Carrier.Calls.All(c => c.IsOver), "both have ended");

        Assert.Equal(["answer", "call +15550199", "hangup"], w.Carrier.Effects);
        Assert.Null(w.Summary(call.Address).Fault);
    });
}
