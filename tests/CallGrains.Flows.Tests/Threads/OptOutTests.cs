namespace CallGrains.Flows.Tests.Threads;

/// <summary>Who has stopped texts from a number gets none from it, whoever sends them.</summary>
public sealed class OptOutTests
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
        Assert.Equal("STOPPED", w.Head(thread).Cause);
        await KeywordAsync(w, "HELP");
        Assert.Equal("STOPPED", w.Head(thread).Cause);
        await KeywordAsync(w, "START");
        Assert.Null(w.Head(thread).Cause);
    });

    /// <summary>A text that is answered by the framework.</summary>
    private static async Task<GrainAddress> KeywordAsync(World w, string word)
    {
        var before = w.Carrier.Effects.Count;
        var thread = w.Carrier.Desk.Texts(word, "silent", Peer, Own);
        await w.Until(() => w.Carrier.Effects.Count > before && w.Exists(thread) && w.Head(thread).State == GrainState.Ended, $"{word} is answered");
        return thread;
    }

    [Flow("silent")]
    private sealed class Silent : MessageFlow<Handlers.Notes>;

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
