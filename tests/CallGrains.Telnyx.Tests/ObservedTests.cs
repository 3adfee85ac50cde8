using System.Net;
using System.Text.Json.Nodes;
using CallGrains.Flows;
using CallGrains.TestSupport.Programs;

namespace CallGrains.Telnyx.Tests;

/// <summary>
/// Webhooks as they were observed, signed, through the ingress of a host with a flow: in their order, twice, and
/// reversed.
/// </summary>
public sealed class ObservedTests
{
    private const string Caller = "v3:ca0df2c95aa144c1d0ff2ff3c8f967fdc1de9ef0c4120b37264167";

    private static readonly string[] WholeCall =
    [
        "call.initiated.observed-inbound-pstn.json", "call.answered.observed-inbound-pstn.json", "call.speak.started.observed.json", "call.speak.ended.observed-completed.json",
        "call.hangup.observed-caller-normal-clearing.json",
    ];

    private static readonly string[] Others =
    [
        "call.initiated.observed-outgoing-bridging.json", "call.bridged.observed.json", "call.hangup.observed-normal-clearing-sip-503.json", "call.hangup.observed-originator-cancel.json",
        "call.recording.saved.observed-keys.json", "conference.created.observed-2020.json",
    ];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task An_observed_call_runs_to_its_end(int copies, bool isReversed)
    {
        await using var host = await TelnyxHost.StartAsync<Observed>();
        host.Exchange.Adopt(Caller, "+12025550101", "+12025550102");
        foreach (var name in isReversed ? WholeCall.Reverse() : WholeCall)
        {
            for (var copy = 0; copy < copies; copy++)
            {
                Assert.Equal(HttpStatusCode.OK, await PostAsync(host, name));
            }

            // What it answers is what the observed call was answered with.
            if (!isReversed && Verb(name) is { } verb)
            {
                await Tick.UntilAsync(() => Task.FromResult(host.Exchange.Posted.Any(p => p.Path.EndsWith(verb, StringComparison.Ordinal)) ? verb : null), () => $"{verb} was never sent.");
            }
        }

        var entries = await host.EndedAsync(FlowAddress.Call(Caller));
        Assert.Equal("observed", entries.OfType<BeginEntry>().Single().Flow);
        var events = entries.OfType<EventEntry>().ToList();
        Assert.All(WholeCall.Select(n => n.Split(".observed")[0]), type => Assert.Contains(events, e => e.Disposition is Disposition.Accepted or Disposition.Held && TypeOf(e) == type));
        Assert.Equal(HangupCause.NormalClearing, events.Single(e => e is { Event: HangupEvent, Disposition: not Disposition.Duplicate }).Event is HangupEvent hangup ? hangup.Cause : null);
        Assert.True(host.Exchange.Posted.Count(p => p.Path.EndsWith("/answer", StringComparison.Ordinal)) <= 1);
        Assert.True(isReversed || host.Exchange.Posted.Select(p => p.Path).SequenceEqual([$"calls/{Caller}/actions/answer", $"calls/{Caller}/actions/speak"]));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task What_is_no_call_of_ours_is_acknowledged_and_begins_nothing(int copies, bool isReversed)
    {
        await using var host = await TelnyxHost.StartAsync<Observed>();
        host.Exchange.Adopt(Caller, "+12025550101", "+12025550102");
        foreach (var name in (isReversed ? Others.Reverse() : Others).SelectMany(name => Enumerable.Repeat(name, copies)))
        {
            Assert.Equal((name, HttpStatusCode.OK), (name, await PostAsync(host, name)));
        }

        Assert.Empty(host.Exchange.Posted);
        var grains = (await host.Store.ListAsync(new GrainQuery { Size = 100 })).Items;
        foreach (var grain in grains)
        {
            Assert.DoesNotContain(await host.ReadAsync(grain.Address), e => e is BeginEntry { Flow: "observed" });
        }
    }

    [Fact]
    public async Task A_forged_one_is_refused()
    {
        await using var host = await TelnyxHost.StartAsync<Observed>();
        host.Exchange.Adopt(Caller, "+12025550101", "+12025550102");
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(host, WholeCall[0], new Signer(99)));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(host, WholeCall[0], age: 301));
        Assert.Empty((await host.Store.ListAsync(new GrainQuery { Size = 100 })).Items);
    }

    private static async Task<HttpStatusCode> PostAsync(TelnyxHost host, string fixture, Signer? signer = null, int age = 0)
    {
        var body = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture), TestContext.Current.CancellationToken);
        return await host.PostAsync((signer ?? host.Exchange.Signer).Request(host.Exchange.Now - age, body));
    }

    private static string? Verb(string fixture) => fixture.StartsWith("call.initiated", StringComparison.Ordinal) ? "/answer" : fixture.StartsWith("call.answered", StringComparison.Ordinal) ? "/speak" : null;

    private static string? TypeOf(EventEntry e) => (string?)JsonNode.Parse(e.Raw.Span)!["data"]!["event_type"];

    [Flow("observed")]
    internal sealed class Observed : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Hello.");
        }
    }
}
