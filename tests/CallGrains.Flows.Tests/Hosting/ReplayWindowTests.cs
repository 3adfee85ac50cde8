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

    [Fact]
    public void A_late_event_of_a_call_that_was_purged_begins_nothing() => World.Run(async w =>
    {
        await w.StartAsync();
        await w.SendAsync(Grain, Timed(Incoming, w));
        var (incoming, recording) = (Timed(Incoming, w), Timed("""{"eventType":"recording","callId":"c-1","recordingId":"r-1","state":"complete"}""", w));
        await w.SendAsync(Grain, Hangup);
        await w.Until(() => w.Summary(Grain).State == GrainState.Ended, "the call has ended");
        await w.Passes(TimeSpan.FromHours(30));
        Assert.Equal(1, (await w.Store.PurgeAsync(PurgeRequest.Before(w.Time.GetUtcNow() - TimeSpan.FromHours(25)))).Calls);

        Assert.Equal(Disposition.Expired, (await w.SendAsync(Grain, incoming)).Disposition);
        Assert.Equal(Disposition.Expired, (await w.SendAsync(Grain, recording)).Disposition);
        Assert.False(w.Exists(Grain));
        Assert.Equal(Disposition.Accepted, (await w.SendAsync(FlowAddress.Call("c-2"), Timed(Incoming.Replace("c-1", "c-2", StringComparison.Ordinal), w))).Disposition);
    });

    private static string Timed(string json, World w) => json[..^1] + $",\"time\":\"{w.Time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}\"}}";
}
