using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Feeds;

/// <summary>What others are told: stored with the entries that say so, whatever goes wrong.</summary>
public class FeedTests
{
    private static readonly string[] OfACall = ["call.started", "call.answered", "call.ended", "call.completed"];

    [Fact]
    public void A_call_is_told_from_its_start_to_its_outcome() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            call.SetResult(new { booked = true, number = "+15550177", card = 4111111111111111 });
        };
        var call = await PlayAsync(w);

        var events = await TakeAllAsync(w, "masked");
        Assert.Equal(OfACall, events.Select(e => e.Type));
        Assert.Equal(events.Select(e => e.Position).Order(), events.Select(e => e.Position));
        var end = Data(events[2]);
        Assert.Equal(("call", call.Address.Id, "script", "in"), ((string)end["kind"]!, (string)end["id"]!, (string)end["flow"]!, (string)end["direction"]!));
        Assert.Equal(("***01", "***00"), ((string)end["from"]!, (string)end["to"]!));
        Assert.Equal(CallGrainsTelemetry.TraceIdOf(call.Address).ToHexString(), (string)end["traceId"]!);
        Assert.NotNull(end["cause"]);
        Assert.Equal("""{"booked":true,"number":"***77","card":"***11"}""", Data(events[3])["result"]!.ToJsonString());

        var clear = await TakeAllAsync(w, "clear");
        Assert.Equal(events.Select(e => e.Id), clear.Select(e => e.Id));
        Assert.Equal(("+15550001", 4111111111111111), ((string)Data(clear[3])["from"]!, (long)Data(clear[3])["result"]!["card"]!));
        Assert.Equal(["call.ended"], (await TakeAllAsync(w, "ends")).Select(e => e.Type));
    });

    [Theory]
    [InlineData(AppendFault.CrashBefore)]
    [InlineData(AppendFault.CrashAfter)]
    [InlineData(AppendFault.Refused)]
    [InlineData(AppendFault.AnswerLost)]
    public void A_crash_or_a_failure_at_any_append_loses_none_and_doubles_none(AppendFault fault)
    {
        for (var k = 1; k <= 8; k++)
        {
            var at = k;
            World.Run(async w =>
            {
                w.Restarts = true;
                var count = 0;
                w.FaultOfEachProcess = (_, _) => ++count == at ? fault : AppendFault.None;
                w.Script = call => call.AnswerAsync();
                await PlayAsync(w);
                Assert.Equal(OfACall, (await TakeAllAsync(w, "masked")).Select(e => e.Type));
            });
        }
    }

    [Fact]
    public void Texts_are_told_in_each_state() => World.Run(async w =>
    {
        Tell(w);
        await w.StartAsync(typeof(Polite));
        w.Carrier.Desk.Texts("my pin is 4711", "polite", "+15550001", "+15550105");
        await w.Until(() => w.Carrier.Effects.Count == 1, "it is answered");
        await w.Passes(TimeSpan.FromMinutes(2));

        var events = await TakeAllAsync(w, "masked");
        Assert.Equal("message.received", events[0].Type);
        Assert.Equal("message.delivered", events[^1].Type);
        Assert.All(events, e => Assert.Equal("***05~***01", (string)Data(e)["id"]!));
        Assert.All(events, e => Assert.DoesNotContain("4711", Encoding.UTF8.GetString(e.Body.Span), StringComparison.Ordinal));
        Assert.Equal("my pin is 4711", (string)Data((await TakeAllAsync(w, "clear"))[0])["message"]!["text"]!);
    });

    [Fact]
    public void A_flow_that_cannot_go_on_is_told() => World.Run(async w =>
    {
        w.Script = _ => throw new InvalidOperationException("no such number: +15550199");
        await PlayAsync(w);
        var stopped = (await TakeAllAsync(w, "masked")).Single(e => e.Type == "flow.stopped");
        Assert.Contains("no such number: ***99", (string)Data(stopped)["fault"]!, StringComparison.Ordinal);
    });

    [Fact]
    public void A_call_that_is_called_off_before_its_time_never_started() => World.Run(async w =>
    {
        Tell(w);
        await w.StartAsync();
        var address = FlowAddress.Call("o-later");
        await w.Process.Router.SendAsync(address, new StartCall("script", "+15550100", "+15550001", null) { At = w.Time.GetUtcNow() + TimeSpan.FromHours(1) });
        Assert.Empty(await TakeAllAsync(w, "masked"));
        await w.Process.Router.SendAsync(address, new HangUpRequest());
        await w.Ended(address);
        Assert.Equal(["call.ended", "call.completed"], (await TakeAllAsync(w, "masked")).Select(e => e.Type));
    });

    [Fact]
    public void Where_nobody_is_to_be_told_nothing_is_kept() => World.Run(async w =>
    {
        w.Script = call => call.AnswerAsync();
        await w.StartAsync();
        await w.Ended(w.Carrier.Dials());
        Assert.Empty(await w.Store.CountAsync());
    });

    private static async Task<FakeCall> PlayAsync(World w)
    {
        Tell(w);
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Ended(call);
        return call;
    }

    private static void Tell(World w)
    {
        var before = w.Configure;
        w.Configure = services =>
        {
            before(services);
            services.AddSingleton<IFeedReceiver>(new Receiver("masked"));
            services.AddSingleton<IFeedReceiver>(new Receiver("clear", ShowsAll: true));
            services.AddSingleton<IFeedReceiver>(new Receiver("ends", Pattern: "call.ended"));
        };
    }

    /// <summary>All of one receiver, as it would get them.</summary>
    private static async Task<List<FeedItem>> TakeAllAsync(World w, string receiver)
    {
        var all = new List<FeedItem>();
        for (var now = w.Time.GetUtcNow(); await w.Store.TakeAsync(receiver, 10, now, now + TimeSpan.FromMinutes(1)) is { Count: > 0 } items;)
        {
            all.AddRange(items);
            await w.Store.SettleAsync([.. items.Select(i => new FeedSettlement(i))]);
        }

        return all;
    }

    private static JsonNode Data(FeedItem item)
    {
        var json = JsonNode.Parse(item.Body.Span)!;
        Assert.Equal((item.Id, item.Type), ((string)json["id"]!, (string)json["type"]!));
        return json["data"]!;
    }

    [Flow("polite")]
    private sealed class Polite : MessageFlow<Polite.Memory>
    {
        public override void OnMessage(MessageEvent e) => Thread.Reply("Good day.");

        public sealed class Memory;
    }

    private sealed record Receiver(string Name, bool ShowsAll = false, string Pattern = "*") : IFeedReceiver
    {
        public bool Wants(string type) => FeedTypes.Matches(Pattern, type);

        public Task<FeedAnswer> DeliverAsync(FeedItem item, CancellationToken cancellationToken) => Task.FromResult(FeedAnswer.Taken);
    }
}
