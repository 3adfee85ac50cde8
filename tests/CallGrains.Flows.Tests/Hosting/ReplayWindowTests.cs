namespace CallGrains.Flows.Tests.Hosting;

/// <summary>Callbacks that somebody recorded and sends again.</summary>
public class ReplayWindowTests
{
    private const string Incoming = """{"eventType":"incomingcall","callId":"c-1","from":"+15550001","to":"+15550100"}""";
    private const string Hangup = """{"eventType":"hangup","callId":"c-1","cause":"NORMAL_CLEARING"}""";
    private static readonly FlowAddress Grain = FlowAddress.Call("c-1");

    [Fact]
    public void The_same_body_again_is_absorbed_and_the_flow_hears_it_once() => World.Run(async w =>
    {
        var runs = 0;
        w.Script = _ => Task.FromResult(++runs);
        await w.StartAsync();

        Assert.Equal(Disposition.Accepted, (await w.SendAsync(Grain, Incoming)).Disposition);
        await w.SendAsync(Grain, Hangup);
        await w.Settles();
        Assert.Equal(Disposition.Duplicate, (await w.SendAsync(Grain, Incoming)).Disposition);
        Assert.Equal(Disposition.Duplicate, (await w.SendAsync(Grain, Hangup)).Disposition);
        await w.Settles();
        Assert.Equal(1, runs);
    });

    [Fact]
    public void Long_after_the_end_a_callback_is_refused_and_leaves_no_trace() => World.Run(async w =>
    {
        await w.StartAsync();
        await w.SendAsync(Grain, Incoming);
        await w.SendAsync(Grain, Hangup);
        await w.Until(() => w.Summary(Grain).State == GrainState.Ended, "the call has ended");
        await w.Passes(TimeSpan.FromHours(23));
        Assert.NotEqual(Disposition.Expired, (await w.SendAsync(Grain, Hangup)).Disposition);

        await w.Passes(TimeSpan.FromHours(2));
        var before = w.Summary(Grain).Sequence;
        Assert.Equal(Disposition.Expired, (await w.SendAsync(Grain, Hangup)).Disposition);
        Assert.Equal(Disposition.Expired, (await w.SendAsync(Grain, Incoming)).Disposition);
        Assert.Equal(before, w.Summary(Grain).Sequence);
    });
}
