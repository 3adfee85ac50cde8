using System.Text;
using CallGrains.Bandwidth;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>Whoever names calls that do not exist makes a host neither ask the carrier nor fill its memory.</summary>
public class UnbegunTests
{
    private static readonly TimeSpan Longer = TimeSpan.FromHours(2);

    [Fact]
    public void What_nobody_signed_asks_nothing_and_stays_in_no_memory() => World.Run(async w =>
    {
        await w.StartAsync();

        for (var n = 0; n < 200; n++)
        {
            Assert.Equal(Disposition.Held, (await Answered(w, $"c-bogus{n}")).Disposition);
        }

        await w.Until(() => w.Process.ActiveCount == 0, "none is in memory");
        await w.Passes(Longer);
        await w.CrashAsync();
        await w.Passes(Longer);

        Assert.Equal(0, w.Process.ActiveCount);
        Assert.Empty(w.Carrier.Questions);
        Assert.Equal(GrainState.Ended, w.Summary(FlowAddress.Call("c-bogus7")).State);
    });

    [Fact]
    public void What_was_held_goes_to_the_flow_when_the_call_begins_all_the_same() => World.Run(async w =>
    {
        w.Script = call => call.WaitForSignalAsync<string>("go");
        await w.StartAsync();
        await Answered(w, "c-1");
        await w.Until(() => w.Process.ActiveCount == 0, "it is put away");

        var begun = await SendAsync(w, "c-1", """{"eventType":"incomingcall","callId":"c-1","from":"+15550111","to":"+15550100"}""");

        Assert.Equal(Disposition.Accepted, begun.Disposition);
        Assert.Single(w.Journal(FlowAddress.Call("c-1")).OfType<ReleaseEntry>());
        Assert.Equal(1, w.Process.ActiveCount);
    });

    [Fact]
    public void What_the_carrier_signed_is_asked_about() => World.Run(async w =>
    {
        await w.StartAsync();
        await SendAsync(w, "c-1", Answer("c-1"), isUnsigned: false);

        await w.Until(() => w.Carrier.Questions.Count > 0, "the carrier is asked");
    });

    [Fact]
    public void Of_a_source_that_sends_too_much_only_what_a_flow_answers_is_kept() => World.Run(async w =>
    {
        w.Script = call => call.WaitForSignalAsync<string>("go");
        await w.StartAsync();
        var nobodys = await SendAsync(w, "c-1", Incoming("c-1", "+15550999"), isUnsigned: false, isSurplus: true, flow: null);
        var ours = await SendAsync(w, "c-2", Incoming("c-2", "+15550100"), isUnsigned: false, isSurplus: true);
        await w.Until(() => w.Process.ActiveCount == 1, "one of them is in memory");

        Assert.Equal((Disposition.Unclaimed, Disposition.Accepted), (nobodys.Disposition, ours.Disposition));
        Assert.Empty(w.Journal(FlowAddress.Call("c-1")));
        Assert.Equal("script", w.Summary(FlowAddress.Call("c-2")).Flow);
    });

    [Theory, InlineData(100, 10), InlineData(10, 64_000)]
    public void A_call_that_does_not_begin_holds_so_many_events_and_bytes(int most, int bytes) => World.Run(async w =>
    {
        await w.StartAsync();
        for (var n = 0; n < most; n++)
        {
            await SendAsync(w, "c-1", Dtmf(n, bytes));
        }

        var refusal = await Assert.ThrowsAsync<OverloadedException>(() => SendAsync(w, "c-1", Dtmf(most, bytes)));

        Assert.True(refusal.RetryAfter > TimeSpan.Zero);
        Assert.Equal(most, w.Journal(FlowAddress.Call("c-1")).Count);
        await w.Until(() => w.Process.ActiveCount == 0, "it is in no memory");
    });

    private static string Incoming(string call, string to) => $$"""{"eventType":"incomingcall","callId":"{{call}}","from":"+15550111","to":"{{to}}"}""";

    private static Task<Receipt> Answered(World w, string call) => SendAsync(w, call, Answer(call));

    private static string Answer(string call) => $$"""{"eventType":"answer","callId":"{{call}}"}""";

    private static string Dtmf(int n, int bytes) => $$"""{"eventType":"dtmf","callId":"c-1","dtmfDigit":"1","time":"2026-01-01T00:{{n / 60:00}}:{{n % 60:00}}Z","tag":"{{new string('x', bytes)}}"}""";

    private static Task<Receipt> SendAsync(World w, string call, string json, bool isUnsigned = true, bool isSurplus = false, string? flow = "script")
    {
        var raw = Encoding.UTF8.GetBytes(json);
        var received = new BandwidthCallbacks().Read(new CallbackRequest(CallbackForm.Json, raw));
        return w.Process.Router.SendAsync(FlowAddress.Call(call), new Callback("bandwidth", CallbackForm.Json, raw, received) { Flow = flow, IsUnsigned = isUnsigned, IsSurplus = isSurplus });
    }
}
