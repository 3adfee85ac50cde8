using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>Scripts without an end begin anew: what is replayed and kept stays short, and nothing is lost.</summary>
public class ContinueTests
{
    private const int After = 50;

    [Fact]
    public void A_conversation_of_thousands_of_texts_stays_short() => World.Run(async w =>
    {
        const int Texts = 2000;
        w.Configure += s => s.Configure<GrainOptions>(o => o.CompactAfter = After);
        await w.StartAsync(typeof(Counts));
        var thread = FlowAddress.Thread("+15550105", "+15550001");
        var longest = 0;
        for (var i = 1; i <= Texts; i++)
        {
            w.Carrier.Desk.Texts($"{i}", "counts");
            await w.Passes(TimeSpan.FromSeconds(20));
            if (i % 500 == 250)
            {
                await w.CrashAsync();
            }

            if (i % 100 == 0)
            {
                var history = w.Store.ReadAsync(thread).Result!;
                longest = Math.Max(longest, history.Entries.Count);
                var past = Replay.Of(w, thread);
                Assert.True(past.LastInput is not null);
            }
        }

        await w.Settles();
        Assert.Equal(Enumerable.Range(1, Texts).Select(i => $"text +15550001 {i}: {i}"), w.Carrier.Effects);
        Assert.True(longest < 3 * After, $"{longest} entries are kept");
        var end = w.Store.ReadAsync(thread).Result!;
        Assert.True(end.Entries.Sum(e => (long)e.Body.Length) < 300_000, $"{end.Entries.Sum(e => (long)e.Body.Length)} bytes are kept");
    });

    [Fact]
    public void Texts_and_signals_that_came_meanwhile_come_to_the_next_run() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Slow));
        var thread = w.Carrier.Desk.Texts("a", "slow");
        await w.Passes(TimeSpan.FromSeconds(1));
        foreach (var text in new[] { "b", "c", "d" })
        {
            w.Carrier.Desk.Texts(text, "slow");
        }

        await w.Process.Router.SendAsync(thread, new Signal("s-1", "extra", null));
        await w.CrashAsync();
        await w.Passes(TimeSpan.FromMinutes(2));
        var again = await w.Process.Router.SendAsync(thread, new Signal("s-1", "extra", null));

        Assert.Equal(["text +15550001 0 a", "text +15550001 1 b", "text +15550001 2 c", "text +15550001 3 d", "text +15550001 extra"], w.Carrier.Effects);
        Assert.Equal(Disposition.Duplicate, again.Disposition);
    });

    [Theory]
    [InlineData(AppendFault.CrashBefore)]
    [InlineData(AppendFault.CrashAfter)]
    [InlineData(AppendFault.Refused)]
    [InlineData(AppendFault.AnswerLost)]
    public void A_crash_at_the_very_moment_changes_nothing(AppendFault fault) => World.Run(async w =>
    {
        var faults = new HashSet<int>();
        w.Restarts = true;
        w.FaultOfEachProcess = (_, append) => append.Entries is [_, { Body: var body }] && body.Span.StartsWith("{\"kind\":\"snapshot\""u8) && faults.Add(w.Carrier.Effects.Count) ? fault : AppendFault.None;
        await w.StartAsync(typeof(Counts));
        for (var i = 1; i <= 50; i++)
        {
            w.Carrier.Desk.Texts($"{i}", "counts");
            await w.Passes(TimeSpan.FromSeconds(20));
        }

        await w.Settles();
        Assert.True(faults.Count >= 6, $"{faults.Count} faults");
        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"text +15550001 {i}: {i}"), w.Carrier.Effects);
    });

    [Fact]
    public async Task A_call_goes_on_with_its_state_and_ends_as_any()
    {
        await using var phone = await FlowTest.Start<Rounds>();
        var caller = await phone.DialsAsync("+15550100");
        for (var i = 1; i <= 40; i++)
        {
            await caller.Hears($"Round {i}.");
            await caller.Presses("1");
            if (i % 7 == 0)
            {
                await phone.CrashesAsync();
            }
        }

        await caller.Hears("Round 41.");
        HistoryReplay.Verify<Rounds>(caller.History, "rounds");
        await caller.HangsUp();
        await caller.IsDone();
        Assert.Single(caller.Heard, h => h == "Welcome.");
        Assert.Equal(1, caller.Journal.OfType<DecisionEntry>().Count(d => d.Status == "after 41"));
        Assert.Equal(40, caller.Journal.OfType<SnapshotEntry>().Last().Continuation!.Round);
    }

    [Fact]
    public async Task After_the_end_of_its_call_a_script_may_go_on_for_ever()
    {
        await using var phone = await FlowTest.Start<Daily>(s => s.Configure<GrainOptions>(o => o.CompactAfter = After));
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("We remind you daily.");
        await caller.HangsUp();
        await phone.PassesAsync(TimeSpan.FromDays(400));
        await phone.CrashesAsync();
        await phone.PassesAsync(TimeSpan.FromDays(400));

        var steps = caller.Journal.OfType<SnapshotEntry>().Last();
        Assert.InRange(steps.Continuation!.Round, 795, 800);
        Assert.True(caller.Journal.Count < 3 * After, $"{caller.Journal.Count} entries are kept");
        Assert.Equal("NORMAL_CLEARING", caller.Cause);
    }

    [Fact]
    public async Task The_next_run_is_of_the_newest_version()
    {
        await using var phone = await FlowTest.Start<Old>();
        await phone.TextsAsync("+15550001", "one");
        await phone.Replies("+15550001", "old one");
        await phone.RedeploysAsync(s => s.AddFlow<Old>().AddFlow<New>());
        await phone.TextsAsync("+15550001", "two");
        await phone.Replies("+15550001", "old two");
        await phone.TextsAsync("+15550001", "three");
        await phone.Replies("+15550001", "new three");
    }

    [Fact]
    public void A_script_that_begins_anew_for_ever_without_a_wait_is_quarantined() => World.Run(async w =>
    {
        w.Configure += s => s.Configure<GrainOptions>(o => o.MostEntriesAMinute = 500);
        await w.StartAsync(typeof(Spins));
        var call = w.Carrier.Dials("spins");
        await w.Until(() => w.Exists(call.Address) && w.Summary(call.Address).Fault?.StartsWith("quarantined: it wrote more than 500", StringComparison.Ordinal) == true, "quarantined");
    });

    [Fact]
    public async Task What_a_sensitive_flow_takes_along_is_encrypted()
    {
        await using var phone = await FlowTest.Start<Pin>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Your PIN?");
        await caller.Presses("4711");
        await phone.CrashesAsync();
        await caller.Hears("4 digits.");
        await caller.IsDone();
        Assert.Contains(caller.Journal.OfType<SnapshotEntry>(), s => s.Begin.Args!.Value.GetString() == "4711");
        Assert.DoesNotContain(caller.History.Entries, e => System.Text.Encoding.UTF8.GetString(e.Body.Span).Contains("4711", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_would_be_lost_is_refused_with_what_to_write()
    {
        await using var phone = await FlowTest.Start<Hasty>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("A step runs whose result would be lost; await it");
        await caller.Hears("The call is in a conference");
        await caller.IsDone();
    }

    [Flow("counts")]
    private sealed class Counts : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            var count = thread.Args is { } args ? args.GetInt32() : 0;
            for (var i = 0; i < 7; i++)
            {
                var text = await thread.NextAsync();
                await thread.ReplyAsync($"{++count}: {text!.Text}");
            }

            await thread.ContinueAsNewAsync(count);
        }
    }

    [Flow("versioned")]
    private sealed class Old : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            await thread.ReplyAsync($"old {(await thread.NextAsync())!.Text}");
            await thread.ReplyAsync($"old {(await thread.NextAsync())!.Text}");
            await thread.ContinueAsNewAsync();
        }
    }

    [Flow("versioned", Version = 2)]
    private sealed class New : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread) => await thread.ReplyAsync($"new {(await thread.NextAsync())!.Text}");
    }

    [Flow("spins")]
    private sealed class Spins : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.ContinueAsNewAsync();
        }
    }

    [Flow("pin", Sensitive = true)]
    private sealed class Pin : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            if (call.Args is { } pin)
            {
                await call.SpeakAsync($"{pin.GetString()!.Length} digits.");
                return;
            }

            await call.AnswerAsync();
            var typed = await call.GatherAsync("Your PIN?", maxDigits: 4, sensitive: true);
            await call.ContinueAsNewAsync(typed.Digits);
        }
    }

    [Flow("slow")]
    private sealed class Slow : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            var count = thread.Args is { } args ? args.GetInt32() : 0;
            var text = await thread.NextAsync(TimeSpan.FromSeconds(30));
            if (text is null)
            {
                await thread.WaitForSignalAsync<object>("extra");
                await thread.ReplyAsync("extra");
                return;
            }

            await thread.DelayAsync(TimeSpan.FromSeconds(10));
            await thread.ReplyAsync($"{count} {text.Text}");
            await thread.ContinueAsNewAsync(count + 1);
        }
    }

    [Flow("rounds")]
    private sealed class Rounds : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            var round = call.Args is { } args ? args.GetInt32() : 0;
            if (round++ == 0)
            {
                await call.AnswerAsync();
                await call.SpeakAsync("Welcome.");
            }

            call.OnEnded(c =>
            {
                c.SetStatus($"after {round}");
                return Task.CompletedTask;
            });
            var key = await call.GatherAsync($"Round {round}.", maxDigits: 1, interDigitTimeout: TimeSpan.FromSeconds(30));
            if (!key.HungUp)
            {
                await call.ContinueAsNewAsync(round);
            }
        }
    }

    [Flow("daily")]
    private sealed class Daily : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            if (!call.HasEnded)
            {
                await call.AnswerAsync();
                await call.SpeakAsync("We remind you daily.");
                await call.EndedAsync();
            }

            await call.DelayAsync(TimeSpan.FromDays(1));
            await call.StepAsync("remind", () => Task.CompletedTask);
            await call.ContinueAsNewAsync();
        }
    }

    [Flow("hasty")]
    private sealed class Hasty : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var step = call.StepAsync("look up", () => Task.Delay(10));
            await TryAsync(call);
            await step;
            var place = await call.Conference("meeting").JoinAsync();
            await TryAsync(call);
            await place.LeaveAsync();
        }

        private static async Task TryAsync(CallContext call)
        {
            try
            {
                await call.ContinueAsNewAsync();
            }
            catch (InvalidOperationException e)
            {
                await call.SpeakAsync(e.Message);
            }
        }
    }
}
