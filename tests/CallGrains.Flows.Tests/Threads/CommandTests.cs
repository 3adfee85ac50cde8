using System.Text.Json;
using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Threads;

/// <summary>Texts and conversations by command of the control API.</summary>
public class CommandTests
{
    private const string Own = "+15550105", Peer = "+15550001";

    private static readonly FlowAddress Thread = FlowAddress.Thread(Own, Peer);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_text_is_sent_once_with_a_flow_and_without(bool hasFlow) => World.Run(async w =>
    {
        await w.StartAsync(typeof(Polite));
        if (hasFlow)
        {
            w.Carrier.Desk.Texts("hello", "polite", Peer, Own);
            await w.Until(() => w.Carrier.Effects.Count == 1, "it is answered");
        }

        var before = w.Carrier.Effects.Count;
        var first = await TextAsync(w, "t-1", "The doctor is late.");
        var second = await TextAsync(w, "t-1", "The doctor is late.");
        await w.CrashAsync();
        var third = await TextAsync(w, "t-1", "The doctor is late.");
        await w.Until(() => w.Carrier.Effects.Count > before && w.Summary(Thread).State == GrainState.Ended, "it is sent");
        await w.Passes(TimeSpan.FromMinutes(2));

        Assert.Equal((Disposition.Accepted, Disposition.Duplicate, Disposition.Duplicate), (first.Disposition, second.Disposition, third.Disposition));
        Assert.Equal([$"text {Peer} The doctor is late."], w.Carrier.Effects.Skip(before));
        Assert.Equal((Own, Peer, 0), (w.Summary(Thread).From, w.Summary(Thread).To, w.Summary(Thread).PendingEffects));
        if (hasFlow)
        {
            Replay.Of(w, Thread);
        }
    });

    [Fact]
    public void A_text_to_one_who_has_stopped_texts_is_refused() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Polite));
        w.Carrier.Desk.Texts("STOP", "polite", Peer, Own);
        await w.Until(() => w.Carrier.Effects.Count == 1, "it is answered");

        var text = await TextAsync(w, "t-1", "Buy now.");
        var begin = await BeginAsync(w, "b-1");

        Assert.Equal((Disposition.Late, Disposition.Late), (text.Disposition, begin.Disposition));
        Assert.Contains("STOP", text.Reason, StringComparison.Ordinal);
        await w.Passes(TimeSpan.FromMinutes(1));
        Assert.Single(w.Carrier.Effects);
    });

    [Fact]
    public async Task A_conversation_is_begun_with_what_it_is_about()
    {
        await using var phone = await FlowTest.Start(s => s.AddFlow<Visit>(Own));
        var thread = await phone.BeginsAsync(Peer, new { time = "ten" }, Own);
        await phone.Replies(Peer, "Your visit is at ten. Yes?");
        await phone.CrashesAsync();
        await phone.TextsAsync(Peer, "yes", Own);
        await phone.Replies(Peer, "Until ten.");

        // A conversation that a text begins has no args; what is begun meanwhile comes next.
        await phone.TextsAsync(Peer, "hi", Own);
        await phone.Replies(Peer, "Your visit is at nothing. Yes?");
        await phone.BeginsAsync(Peer, new { time = "noon" }, Own);
        await phone.RepliesNothingFor(Peer, TimeSpan.FromMinutes(1));
        await phone.TextsAsync(Peer, "no", Own);
        await phone.Replies(Peer, "Your visit is at noon. Yes?");
        await phone.CrashesAsync();
        await phone.TextsAsync(Peer, "no", Own);
        await phone.RepliesNothingFor(Peer, TimeSpan.FromMinutes(1));
        Assert.Equal(FlowAddress.Thread(Own, Peer), thread);
    }

    [Fact]
    public void A_flow_of_handlers_is_told_and_the_flow_can_be_named() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Polite), typeof(Visit));
        var unbound = await BeginAsync(w, "b-0", flow: null);
        var first = await BeginAsync(w, "b-1");
        var again = await BeginAsync(w, "b-1");
        var other = await BeginAsync(w, "b-2", flow: "visit");
        await w.Until(() => w.Carrier.Effects.Count == 1, "it writes");
        await w.Settles();

        Assert.Equal([Disposition.Unclaimed, Disposition.Accepted, Disposition.Duplicate, Disposition.Late], new[] { unbound, first, again, other }.Select(r => r.Disposition));
        Assert.Equal($"flow 'polite' answers in this thread, for good", other.Reason);
        Assert.Equal([$"text {Peer} Good day, Ada."], w.Carrier.Effects);
    });

    private static Task<Receipt> TextAsync(World w, string id, string text) =>
        w.Process.Router.SendAsync(Thread, new Signal(id, SignalNames.Text, JsonSerializer.SerializeToElement(new { text })));

    private static Task<Receipt> BeginAsync(World w, string id, string? flow = "polite") =>
        w.Process.Router.SendAsync(Thread, new Signal(id, SignalNames.Begin, JsonSerializer.SerializeToElement("Ada")) { Flow = flow });

    [Flow("polite")]
    private sealed class Polite : MessageFlow<Polite.Memory>
    {
        public override void OnMessage(MessageEvent e) => Thread.Reply("Good day.");

        public override void OnBegin(JsonElement? args) => Thread.Reply($"Good day, {args}.");

        public sealed class Memory;
    }

    [Flow("visit")]
    private sealed class Visit : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            var time = thread.Args?.GetProperty("time").GetString() ?? "nothing";
            if (thread.Args is null)
            {
                await thread.NextAsync();
            }

            await thread.ReplyAsync($"Your visit is at {time}. Yes?");
            var answer = await thread.NextAsync();
            if (answer?.Text == "yes")
            {
                await thread.ReplyAsync($"Until {time}.");
            }
        }
    }
}
