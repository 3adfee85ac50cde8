using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Threads;

/// <summary>Who has stopped texts from a number gets none from it, whoever sends them.</summary>
public class OptOutTests
{
    private const string Own = "+15550105", Peer = "+15550001";

    [Fact]
    public void A_call_texts_nobody_who_has_stopped_until_the_start_word_comes() => World.Run(async w =>
    {
        var results = new List<SendResult>();
        w.Script = async call => results.Add(await call.SendAsync(call.From, "From the call.", from: Own));
        await w.StartAsync(typeof(Silent));
        await KeywordAsync(w, "STOP");

        await w.Ended(w.Carrier.Dials());
        await w.CrashAsync();
        await w.Ended(w.Carrier.Dials(from: "+15550002"));
        await KeywordAsync(w, "start");
        await w.Ended(w.Carrier.Dials());

        Assert.Equal([true, false, false], results.Select(r => r.IsOptedOut));
        Assert.Equal([false, true, true], results.Select(r => r.IsDelivered));
        Assert.Equal(["text +15550002 From the call.", "text +15550001 From the call."], w.Carrier.Effects.Where(e => e.EndsWith("From the call.", StringComparison.Ordinal)));
    });

    [Fact]
    public void Handlers_are_told_that_it_was_not_sent() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Silent), typeof(Reminder));
        await KeywordAsync(w, "STOP");

        var call = w.Carrier.Dials("remind");
        await w.Ended(call);

        Assert.Equal([$"{Peer} has stopped texts from {Own}; only START, sent from there, opens them again."], Handlers.Notes.Of(w, call.Address));
        Assert.DoesNotContain("text +15550001 Tomorrow at ten.", w.Carrier.Effects);
    });

    [Fact]
    public void The_index_says_who_has_stopped() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Silent));

        var thread = await KeywordAsync(w, "STOP");
        Assert.Equal("STOPPED", w.Summary(thread).Cause);
        await KeywordAsync(w, "HELP");
        Assert.Equal("STOPPED", w.Summary(thread).Cause);
        await KeywordAsync(w, "START");
        Assert.Null(w.Summary(thread).Cause);
    });

    [Fact]
    public void A_stop_to_a_number_that_no_flow_answers_is_kept_and_answered_once() => World.Run(async w =>
    {
        var results = new List<SendResult>();
        w.Script = async call => results.Add(await call.SendAsync(call.From, "From the call.", from: Own));
        await w.StartAsync();

        var thread = await KeywordAsync(w, "STOP", flow: null);
        Assert.Equal("STOPPED", w.Summary(thread).Cause);
        await w.CrashAsync();
        await w.Ended(w.Carrier.Dials());
        Assert.Equal([true], results.Select(r => r.IsOptedOut));
        await KeywordAsync(w, "START", flow: null);
        await w.Ended(w.Carrier.Dials());

        Assert.Equal([true, false], results.Select(r => r.IsOptedOut));
        Assert.Equal(
            [Sent(Words.StopReply), Sent(Words.StartReply), Sent("From the call.")],
            w.Carrier.Effects.Where(e => e.StartsWith("text", StringComparison.Ordinal)));
    });

    [Fact]
    public void A_flow_that_is_bound_later_finds_the_stop_and_answers_it_no_second_time() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Echo));
        var thread = await KeywordAsync(w, "STOP", flow: null);
        w.Configure += services => services.Configure<FlowOptions>(o => o.Numbers[Own] = "echo");
        await w.CrashAsync();
        w.Carrier.Desk.Texts("Are you there?", null, Peer, Own);
        await w.Until(() => w.Summary(thread) is { Flow: "echo", State: GrainState.Ended }, "the flow has begun");
        await w.CrashAsync();
        await KeywordAsync(w, "START", flow: null);
        w.Carrier.Desk.Texts("Here I am.", null, Peer, Own);
        await w.Until(() => w.Carrier.Effects.Contains(Sent("Here I am.")), "it answers again");

        Assert.Equal(
            [Sent(Words.StopReply), Sent(Words.StartReply), Sent("Here I am.")],
            w.Carrier.Effects.Where(e => e.StartsWith("text", StringComparison.Ordinal)));
    });

    [Fact]
    public void An_answer_that_was_not_sent_before_a_crash_is_sent_after_it() => World.Run(async w =>
    {
        await w.StartAsync();
        var thread = w.Carrier.Desk.Texts("STOP", null, Peer, Own);
        await w.Until(() => w.Exists(thread), "the word is kept");
        await w.CrashAsync();
        await w.Ended(thread);
        Assert.Single(w.Carrier.Effects, Sent(Words.StopReply));
    });

    [Fact]
    public void Any_other_text_that_no_flow_answers_stays_unclaimed() => World.Run(async w =>
    {
        await w.StartAsync();
        var thread = w.Carrier.Desk.Texts("Please stop calling me.", null, Peer, Own);
        await w.Until(() => w.Exists(thread), "the text is journalled");
        Assert.Equal(Disposition.Unclaimed, Assert.IsType<EventEntry>(Assert.Single(w.Journal(thread))).Disposition);
        Assert.Null(w.Summary(thread).Cause);
    });

    private static KeywordOptions Words { get; } = new();

    private static string Sent(string text) => $"text {Peer} {text}";

    /// <summary>A text that is answered by the framework.</summary>
    private static async Task<FlowAddress> KeywordAsync(World w, string word, string? flow = "silent")
    {
        var before = w.Carrier.Effects.Count;
        var thread = w.Carrier.Desk.Texts(word, flow, Peer, Own);
        await w.Until(() => w.Carrier.Effects.Count > before && w.Exists(thread) && w.Summary(thread).State == GrainState.Ended, $"{word} is answered");
        return thread;
    }

    [Flow("silent")]
    private sealed class Silent : MessageFlow<Handlers.Notes>;

    [Flow("echo")]
    private sealed class Echo : MessageFlow<Handlers.Notes>
    {
        public override void OnMessage(MessageEvent e) => Thread.Reply(e.Text!);
    }

    [Flow("remind")]
    private sealed class Reminder : CallFlow<Handlers.Notes>
    {
        public override void OnAnswer(AnswerEvent e) => Call.SendText(Peer, "Tomorrow at ten.", from: Own);

        public override void OnCommandFailed(Command command, CommandOutcome outcome)
        {
            State.Lines.Add(outcome.IsOptedOut ? outcome.Error!.Message! : "failed otherwise");
            Call.Hangup();
        }
    }
}
