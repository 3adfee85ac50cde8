using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Threads;

/// <summary>A thread that lives for years is not read whole; nobody but its journal can tell.</summary>
public class CompactionTests
{
    private const int After = 10;

    [Fact]
    public void A_flow_of_handlers_goes_on_from_its_snapshot() => World.Run(async w =>
    {
        await StartAsync(w);
        var thread = await TalkAsync(w, "count", 30);

        var history = w.Store.ReadAsync(thread).Result!;
        Assert.True(history.First > 1 && history.Entries.Count < 4 * After, $"{history.Entries.Count} entries are read");
        Assert.Equal(Enumerable.Range(1, 30).Select(i => $"text +15550001 {i}"), w.Carrier.Effects);
        var operations = w.Carrier.Requests.Select(r => r.Operation).ToList();
        Assert.Equal(operations.Distinct(), operations);
    });

    [Fact]
    public void A_script_is_replayed_from_its_last_conversation_on() => World.Run(async w =>
    {
        await StartAsync(w);
        var thread = await TalkAsync(w, "ask", 31, name => name);

        var history = w.Store.ReadAsync(thread).Result!;
        Assert.True(history.First > 1 && history.Entries.Count < 4 * After, $"{history.Entries.Count} entries are read");
        Assert.Equal(31, w.Carrier.Effects.Count);
        Assert.Equal(31, w.Carrier.Effects.Distinct().Count());
        Replay.Of(w, thread);
    });

    [Fact]
    public void What_came_before_is_a_duplicate_still_and_STOP_is_kept() => World.Run(async w =>
    {
        await StartAsync(w);
        var thread = await TalkAsync(w, "count", 20);
        await w.Process.Router.SendAsync(thread, new Signal("s-1", "news", null));
        w.Carrier.Desk.Texts("STOP", "count");
        await w.Until(() => w.Summary(thread).Cause == "STOPPED" && w.Summary(thread).State == GrainState.Ended, "texts are stopped");
        await w.Process.Router.SendAsync(thread, new Signal("s-2", "news", null));
        await w.CrashAsync();
        var first = w.Carrier.Acknowledged.Last(a => (string?)a.Event["direction"] == "in").Event;
        var again = await w.SendAsync(thread, first, flow: "count");
        var signal = await w.Process.Router.SendAsync(thread, new Signal("s-1", "news", null));

        Assert.True(w.Store.ReadAsync(thread).Result!.First > 1);
        Assert.Equal([Disposition.Duplicate, Disposition.Duplicate], [again.Disposition, signal.Disposition]);
        w.Carrier.Desk.Texts("hello?", "count");
        await w.Settles();
        Assert.DoesNotContain("text +15550001 21", w.Carrier.Effects);
        Assert.Equal("STOPPED", w.Summary(thread).Cause);
    });

    [Fact]
    public void A_conversation_under_way_a_timer_and_a_started_call_are_not_cut_off() => World.Run(async w =>
    {
        await StartAsync(w);
        var script = await TalkAsync(w, "ask", 31, name => name, lastIsOpen: true);
        var handlers = await TalkAsync(w, "count", 10, from: "+15550002");
        w.Carrier.Desk.Texts("timer", "count", "+15550002");
        for (var i = 0; i < 10; i++)
        {
            w.Carrier.Desk.Texts("more", "count", "+15550002");
            await w.Passes(TimeSpan.FromSeconds(20));
            await w.CrashAsync();
        }

        Assert.Contains(w.Journal(handlers).OfType<DecisionEntry>(), d => d.Items.Any(i => i is TimerDecided));
        await w.Until(() => w.Carrier.Effects.Contains("text +15550002 rings"), "the timer fires");
        w.Carrier.Desk.Texts("Ada", "ask");
        await w.Until(() => w.Carrier.Effects.Contains("text +15550001 Hello Ada."), "the conversation goes on");
        Replay.Of(w, script);
    });

    [Theory]
    [InlineData(AppendFault.CrashBefore)]
    [InlineData(AppendFault.CrashAfter)]
    [InlineData(AppendFault.Refused)]
    [InlineData(AppendFault.AnswerLost)]
    public void A_snapshot_that_fails_changes_nothing(AppendFault fault) => World.Run(async w =>
    {
        var faults = 0;
        w.Restarts = true;
        w.FaultOfEachProcess = (_, append) => append.ForgetBefore is not null && faults++ == 0 ? fault : AppendFault.None;
        await StartAsync(w);
        await TalkAsync(w, "count", 30);

        Assert.True(faults > 0, "no snapshot was made");
        Assert.Equal(Enumerable.Range(1, 30).Select(i => $"text +15550001 {i}"), w.Carrier.Effects);
    });

    [Fact]
    public void A_store_that_has_not_removed_what_is_superfluous_yet_does_no_harm() => World.Run(async w =>
    {
        await StartAsync(w);
        var thread = await TalkAsync(w, "count", 30);
        var history = w.Store.ReadAsync(thread).Result!;
        Assert.IsType<SnapshotEntry>(w.Journal(thread)[0]);

        // The same journal, with what was before the snapshot still there.
        var copy = FlowAddress.Thread("+15550105", "+15550009");
        var before = JournalFormat.Write(new BeginEntry("count", 1, "thread", "+15550105", "+15550009"));
        var entries = Enumerable.Repeat(before, (int)history.First - 1).Concat(history.Entries).ToList();
        await w.Store.AppendAsync(new JournalAppend(0, entries, history.Summary with { Address = copy }));
        w.Carrier.Desk.Texts("more", "count", "+15550009");
        await w.Until(() => w.Carrier.Effects.Contains("text +15550001 31"), "it goes on from its state");
    });

    [Fact]
    public void A_journal_whose_beginning_is_missing_is_not_guessed_at() => World.Run(async w =>
    {
        await StartAsync(w);
        var address = FlowAddress.Thread("+15550105", "+15550009");
        var entry = JournalFormat.Write(new CheckEntry());
        await w.Store.AppendAsync(new JournalAppend(0, [entry, entry], new GrainSummary { Address = address, Sequence = 2 }) { ForgetBefore = 2 });

        var e = await Assert.ThrowsAsync<JournalFormatException>(() => w.Process.Router.SendAsync(address, new Signal("s", "news", null)));
        Assert.Contains("begins with entry 2, which is no snapshot", e.Message, StringComparison.Ordinal);
    });

    private static Task<HostProcess> StartAsync(World w)
    {
        w.Configure += services => services.Configure<GrainOptions>(o => o.CompactAfter = After);
        return w.StartAsync(typeof(Count), typeof(Ask));
    }

    /// <summary>Texts come one after the other, each answered; the process dies after every third.</summary>
    private static async Task<FlowAddress> TalkAsync(World w, string flow, int texts, Func<string, string>? text = null, bool lastIsOpen = false, string from = "+15550001")
    {
        FlowAddress thread = default;
        for (var i = 1; i <= texts; i++)
        {
            var before = w.Carrier.Effects.Count;
            thread = w.Carrier.Desk.Texts(text?.Invoke($"name {i}") ?? "more", flow, from);
            var isOpen = lastIsOpen && i == texts;
            await w.Until(() => w.Carrier.Effects.Count > before && (isOpen || (w.Exists(thread) && w.Summary(thread).State == GrainState.Ended)), $"text {i} is answered");
            await w.Passes(TimeSpan.FromSeconds(2));
            if (i % 3 == 0)
            {
                await w.CrashAsync();
            }
        }

        return thread;
    }

    [Flow("count")]
    private sealed class Count : MessageFlow<Counter>
    {
        public override void OnMessage(MessageEvent e)
        {
            if (e.Text == "timer")
            {
                Thread.StartTimer("bell", TimeSpan.FromMinutes(5));
            }
            else
            {
                Thread.Reply($"{++State.Texts}");
            }
        }

        public override void OnTimer(string name) => Thread.Reply("rings");
    }

    private sealed class Counter
    {
        public int Texts { get; set; }
    }

    /// <summary>Asks for a name, and greets by it.</summary>
    [Flow("ask")]
    private sealed class Ask : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            await thread.NextAsync();
            await thread.ReplyAsync($"Your name? ({thread.NewGuid():n})");
            var name = await thread.NextAsync();
            await thread.ReplyAsync($"Hello {name!.Text}.");
        }
    }
}
