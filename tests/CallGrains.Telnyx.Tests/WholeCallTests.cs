using CallGrains.Flows;

namespace CallGrains.Telnyx.Tests;

/// <summary>Flows on a host whose carrier is Telnyx: webhooks by way of the ingress, commands by way of REST.</summary>
public sealed class WholeCallTests
{
    private const string Colleague = "+15550199";

    [Fact]
    public async Task A_caller_is_asked_put_through_and_texted()
    {
        await using var host = await TelnyxHost.StartAsync<Desk>();
        var call = host.Exchange.Dials();
        string? leg = null;
        var entries = await host.RunAsync(FlowAddress.Call(call), () =>
        {
            leg ??= host.Exchange.AnswersAt(Colleague);
            if (Last(host) == "gather_using_speak")
            {
                host.Exchange.Press(call, "1");
            }
            else if (Last(host) == "bridge")
            {
                host.Exchange.End(leg!, "normal_clearing");
            }
        });

        Assert.NotNull(leg);
        Assert.Equal(["answer", "speak", "gather_using_speak", "calls", "bridge", "messages", "speak", "hangup"], Verbs(host));
        Assert.All(entries.OfType<OutcomeEntry>(), o => Assert.True(o.Outcome.IsDone, $"{o}"));
        Assert.Null((await host.Store.ReadAsync(FlowAddress.Call(call)))!.Summary.Fault);
    }

    [Fact]
    public async Task A_caller_is_transferred_and_may_be_back()
    {
        await using var host = await TelnyxHost.StartAsync<PutThrough>();
        var call = host.Exchange.Dials();
        var refused = false;
        await host.RunAsync(FlowAddress.Call(call), () =>
        {
            if (!refused && Verbs(host).Count(v => v == "transfer") == 1 && host.Exchange.EndsAt(Colleague))
            {
                refused = true;
            }
            else if (refused && host.Exchange.AnswersAt(Colleague) is { } leg)
            {
                host.Exchange.End(call, "normal_clearing");
                host.Exchange.End(leg, "normal_clearing");
            }
        });

        Assert.Equal(["answer", "transfer", "speak", "transfer"], Verbs(host));
        Assert.Null((await host.Store.ReadAsync(FlowAddress.Call(call)))!.Summary.Fault);
    }

    [Fact]
    public async Task A_transcription_is_refused_before_anything_is_sent()
    {
        Assert.DoesNotContain(typeof(TranscribeCommand), new TelnyxBench(TimeProvider.System).Carrier.Capabilities.Commands);
        await using var host = await TelnyxHost.StartAsync<Scribe>();
        var call = host.Exchange.Dials();
        var entries = await host.RunAsync(FlowAddress.Call(call));

        Assert.Equal("not-supported", entries.OfType<OutcomeEntry>().Single(o => !o.Outcome.IsDone).Outcome.Error!.Code);
        Assert.Equal(["answer", "hangup"], Verbs(host));
    }

    private static string? Last(TelnyxHost host) => Verbs(host).LastOrDefault();

    private static List<string> Verbs(TelnyxHost host) => [.. host.Exchange.Posted.Select(p => p.Path.Split('/')[^1])];

    [Flow("desk")]
    internal sealed class Desk : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Hello.");
            var gather = await call.GatherAsync("Press a key.", maxDigits: 1);
            var leg = gather.Digits == "1" ? await call.DialAsync(Colleague) : throw new InvalidOperationException(gather.Digits);
            await call.BridgeAsync(leg);
            await leg.EndedAsync();
            await call.SendAsync(call.From, "Thank you.");
            await call.SpeakAsync("Goodbye.");
            await call.HangUpAsync();
        }
    }

    [Flow("put-through")]
    internal sealed class PutThrough : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var first = await call.TransferAsync(Colleague);
            await call.SpeakAsync($"Nobody is there: {first.Cause}.");
            await call.TransferAsync(Colleague);
        }
    }

    [Flow("scribe")]
    internal sealed class Scribe : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            try
            {
                await call.TranscribeAsync("rec-1");
            }
            catch (CommandFailedException)
            {
            }

            await call.HangUpAsync();
        }
    }
}
