using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Threads;

public class ThreadTests
{
    private static readonly Type[] Flows = [typeof(Echo), typeof(Order)];

    [Fact]
    public void A_hundred_texts_at_once_are_answered_in_order_and_once() => World.Run(async w =>
    {
        w.Configure += s => s.Configure<GrainOptions>(o => o.MostTextsAMinute = 0);
        await w.StartAsync(Flows);
        for (var i = 1; i <= 100; i++)
        {
            w.Carrier.Desk.Texts($"{i}", "echo");
        }

        await w.Until(() => w.Carrier.Effects.Count >= 100, "all are answered");

        Assert.Equal(Enumerable.Range(1, 100).Select(i => $"text +15550001 {i}: {i}"), w.Carrier.Effects);
    });

    [Fact]
    public void A_crash_at_any_append_changes_nothing() => World.Run(async w =>
    {
        w.Restarts = true;
        w.FaultOfEachProcess = (n, _) => n == 6 ? AppendFault.CrashAfter : AppendFault.None;
        await w.StartAsync(Flows);
        foreach (var text in new[] { "one", "two", "three" })
        {
            w.Carrier.Desk.Texts(text, "echo");
        }

        var thread = FlowAddress.Thread("+15550105", "+15550001");
        await w.Until(() => w.Carrier.Effects.Count >= 3 && w.Summary(thread).State == GrainState.Ended, "all are answered");

        Assert.Equal(["text +15550001 1: one", "text +15550001 2: two", "text +15550001 3: three"], w.Carrier.Effects);
    });

    [Fact]
    public void A_text_that_comes_twice_is_answered_once() => World.Run(async w =>
    {
        await w.StartAsync(Flows);
        var thread = w.Carrier.Desk.Texts("hello", "echo");
        await w.Until(() => w.Carrier.Effects.Count == 1, "it is answered");

        var again = w.Carrier.Acknowledged.First(a => (string?)a.Event["direction"] == "in").Event;
        var receipt = await w.SendAsync(thread, again, flow: "echo");

        Assert.Equal(Disposition.Duplicate, receipt.Disposition);
    });

    [Fact]
    public void A_receipt_that_was_overtaken_is_late() => World.Run(async w =>
    {
        await w.StartAsync(Flows);
        var thread = w.Carrier.Desk.Texts("hello", "echo");
        await w.Until(() => w.Carrier.Acknowledged.Any(a => (string?)a.Event["deliveryState"] == "delivered"), "the answer is delivered");
        var delivered = w.Carrier.Acknowledged.Last(a => (string?)a.Event["deliveryState"] == "delivered").Event.DeepClone().AsObject();
        delivered["deliveryState"] = "waiting";

        var receipt = await w.SendAsync(thread, delivered, leg: 1, flow: null);

        Assert.Equal(Disposition.Late, receipt.Disposition);
    });

    [Theory]
    [InlineData("STOP")]
    [InlineData(" unsubscribe ")]
    public void Stop_is_answered_once_and_silences_the_flow_until_start(string stop) => World.Run(async w =>
    {
        await w.StartAsync(Flows);
        foreach (var text in new[] { "one", stop, "two", "START", "three" })
        {
            w.Carrier.Desk.Texts(text, "echo");
        }

        await w.Until(() => w.Carrier.Effects.Count >= 4, "all are answered");
        await w.Settles();

        var words = new KeywordOptions();
        Assert.Equal(
            ["text +15550001 1: one", $"text +15550001 {words.StopReply}", $"text +15550001 {words.StartReply}", "text +15550001 2: three"], w.Carrier.Effects);
    });

    [Fact]
    public void The_words_can_be_configured() => World.Run(async w =>
    {
        w.Configure += services => services.Configure<FlowOptions>(o =>
        {
            o.Keywords.Help.Add("HILFE");
            o.Keywords.HelpReply = "Call us.";
        });
        await w.StartAsync(Flows);
        w.Carrier.Desk.Texts("hilfe", "echo");
        await w.Until(() => w.Carrier.Effects.Count == 1, "it is answered");

        Assert.Equal(["text +15550001 Call us."], w.Carrier.Effects);
    });

    [Fact]
    public void A_conversation_awaits_the_next_text_and_begins_anew_after_its_end() => World.Run(async w =>
    {
        await w.StartAsync(Flows);
        FlowAddress thread = default;
        string[] replies = ["What size?", "One large pizza.", "What size?", "Too late."];
        foreach (var (text, reply) in new[] { "order", "large", "order" }.Zip(replies))
        {
            thread = w.Carrier.Desk.Texts(text, "order");
            await w.Until(() => w.Carrier.Effects.LastOrDefault() == $"text +15550001 {reply}", reply);
            await w.CrashAsync();
        }

        await w.Until(() => w.Carrier.Effects.Count == 4, "the last conversation has ended");

        Assert.Equal(replies.Select(r => "text +15550001 " + r), w.Carrier.Effects);
        Replay.Of(w, thread);
    });

    [Fact]
    public void A_text_that_a_handler_cannot_handle_undoes_its_state_and_the_next_is_handled() => World.Run(async w =>
    {
        await w.StartAsync(Flows);
        w.Carrier.Desk.Texts("fail", "echo");
        w.Carrier.Desk.Texts("hello", "echo");
        await w.Until(() => w.Carrier.Effects.Count == 1, "the second is answered");

        Assert.Equal(["text +15550001 1: hello"], w.Carrier.Effects);
    });

    [Fact]
    public void A_call_flow_does_not_answer_texts() => World.Run(async w =>
    {
        await w.StartAsync(Flows);
        var thread = w.Carrier.Desk.Texts("hello", "script");
        await w.Until(() => w.Carrier.Acknowledged.Count == 1, "it is taken");

        Assert.Equal(Disposition.Unclaimed, w.Carrier.Acknowledged[0].Receipt.Disposition);
        Assert.Equal(GrainState.Ended, w.Summary(thread).State);
    });

    [Flow("echo")]
    private sealed class Echo : MessageFlow<EchoState>
    {
        public override void OnMessage(MessageEvent e)
        {
            State.Count++;
            if (e.Text == "fail")
            {
                throw new InvalidOperationException("on the test's order");
            }

            Thread.Reply($"{State.Count}: {e.Text}");
        }
    }

    private sealed class EchoState
    {
        public int Count { get; set; }
    }

    [Flow("order")]
    private sealed class Order : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            await thread.NextAsync();
            await thread.ReplyAsync("What size?");
            var size = await thread.NextAsync(TimeSpan.FromMinutes(30));
            await thread.ReplyAsync(size is null ? "Too late." : $"One {size.Text} pizza.");
        }
    }
}
