using System.Text.Json;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>Steps, timers, signals, ids and the clock: remembered, whatever happens to the process.</summary>
public class DurableTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_step_runs_once_and_its_value_is_remembered() => World.Run(async w =>
    {
        var runs = 0;
        var seen = new List<string>();
        w.Script = async call =>
        {
            var agent = await call.StepAsync("find", () => Task.FromResult(new Agent($"agent-{++runs}", 7)));
            await call.StepAsync("note", () => Task.CompletedTask);
            seen.Add($"{agent.Name} {agent.Room}");
            await call.DelayAsync(Minute / 3);
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => seen.Count == 1, "the step's value");
        await w.Settles();
        await w.CrashAsync();
        await w.Ended(call);

        Assert.Equal(["agent-1 7", "agent-1 7"], seen);
        Assert.Equal(1, runs);
    });

    [Fact]
    public void A_step_that_throws_fails_the_script_where_it_awaits_it_and_again_on_replay() => World.Run(async w =>
    {
        var runs = 0;
        var errors = new List<string>();
        w.Script = async call =>
        {
            errors.Add((await Assert.ThrowsAsync<StepFailedException>(() => call.StepAsync<int>("pay", () => throw new InvalidOperationException($"no money {++runs}")))).Message);
            await call.DelayAsync(Minute / 3);
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => errors.Count == 1, "the step's error");
        await w.Settles();
        await w.CrashAsync();
        await w.Ended(call);

        Assert.Equal(Enumerable.Repeat("Step 'pay' failed: InvalidOperationException: no money 1", 2), errors);
    });

    [Fact]
    public void A_step_that_takes_too_long_is_given_up() => World.Run(async w =>
    {
        StepFailedException? error = null;
        w.Script = async call => error = await Assert.ThrowsAsync<StepFailedException>(
            () => call.StepAsync("ask", () => new TaskCompletionSource<int>().Task, TimeSpan.FromSeconds(3)));
        await w.StartAsync();

        var began = w.Time.GetUtcNow();
        var call = w.Carrier.Dials();
        await w.Until(() => error is not null, "the step's end");

        Assert.Equal("Step 'ask' failed: took longer than 00:00:03", error!.Message);
        Assert.Equal(TimeSpan.FromSeconds(3), w.Time.GetUtcNow() - began);
        await w.Ended(call);
    });

    [Fact]
    public void A_step_without_a_sensible_limit_is_refused_where_it_is_asked_for() => World.Run(async w =>
    {
        var errors = new List<string>();
        w.Script = async call =>
        {
            foreach (var limit in new[] { TimeSpan.Zero, TimeSpan.FromDays(60) })
            {
                errors.Add((await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => call.StepAsync("ask", () => Task.CompletedTask, limit))).Message);
            }
        };
        await w.StartAsync();

        await w.Ended(w.Carrier.Dials());

        Assert.Equal(2, errors.Count);
        Assert.All(errors, e => Assert.StartsWith("Step 'ask' may take more than nothing and up to a day;", e, StringComparison.Ordinal));
    });

    [Fact]
    public void A_step_that_a_crash_cut_short_runs_again() => World.Run(async w =>
    {
        var runs = 0;
        var release = new TaskCompletionSource<string>();
        var got = "";
        w.Script = async call => got = await call.StepAsync("ask", () => ++runs == 1 ? new TaskCompletionSource<string>().Task : release.Task);
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => runs == 1, "the step runs");
        await w.CrashAsync();
        await w.Until(() => runs == 2, "the step runs again");
        release.SetResult("done");
        await w.Ended(call);

        Assert.Equal("done", got);
    });

    [Fact]
    public void A_delay_lasts_its_time_through_crash_and_eviction() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromHours(3));
            await call.DelayAsync(TimeSpan.FromDays(-1));
            await call.SpeakAsync("Good afternoon.");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        var began = w.Time.GetUtcNow();
        await w.Passes(TimeSpan.FromHours(1));
        await w.CrashAsync();
        await w.Until(() => w.Carrier.Got<SpeakCommand>(), "the sentence");

        Assert.Equal(TimeSpan.FromHours(3), w.Time.GetUtcNow() - began);
        await w.Ended(call);
    });

    [Fact]
    public void A_delay_may_be_longer_than_any_timer_of_the_platform() => World.Run(async w =>
    {
        w.Script = call => call.DelayAsync(TimeSpan.FromDays(400));
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Settles();

        Assert.Equal(w.Time.GetUtcNow() + TimeSpan.FromDays(400), w.Journal(call.Address).OfType<DecisionEntry>().SelectMany(d => d.Items).OfType<TimerDecided>().Single().DueAt);
        Assert.NotNull(w.Summary(call.Address).WakeAt);
    });

    [Fact]
    public void Signals_are_taken_in_order_each_once_whether_they_come_early_or_late() => World.Run(async w =>
    {
        var got = new List<string?>();
        w.Script = async call =>
        {
            got.Add(await call.WaitForSignalAsync<string>("door"));
            await call.DelayAsync(Minute);
            got.Add(await call.WaitForSignalAsync<string>("door", Minute));
            got.Add(await call.WaitForSignalAsync<string>("door", Minute));
            got.Add($"{await call.WaitForSignalAsync<int>("number", Minute)}");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Settles();
        Assert.Equal(Disposition.Accepted, await SignalAsync("1", "door", "open"));
        Assert.Equal(Disposition.Duplicate, await SignalAsync("1", "door", "open"));
        await w.Settles();
        Assert.Equal(Disposition.Accepted, await SignalAsync("2", "door", "closed"));
        await w.CrashAsync();
        Assert.Equal(Disposition.Duplicate, await SignalAsync("2", "door", "closed"));
        await w.Passes(2.5 * Minute);
        Assert.Equal(Disposition.Accepted, await SignalAsync("3", "number", 12));
        await w.Ended(call);

        Assert.Equal(["open", "closed", null, "12"], got[^4..]);
        Assert.Equal(Disposition.Late, await SignalAsync("4", "door", "late"));

        async Task<Disposition> SignalAsync(string id, string name, object value) =>
            (await w.Process.Router.SendAsync(call.Address, new Signal(id, name, JsonSerializer.SerializeToElement(value)))).Disposition;
    });

    [Fact]
    public void A_signal_to_nobody_is_not_claimed_and_leaves_nothing_behind() => World.Run(async w =>
    {
        await w.StartAsync();

        var receipt = await w.Process.Router.SendAsync(FlowAddress.Call("nobody"), new Signal("1", "door", null));
        await w.Until(() => w.Process.ActiveCount == 0, "the empty grain is put away");

        Assert.Equal((Disposition.Unclaimed, "there is no such call"), (receipt.Disposition, receipt.Reason));
        Assert.False(w.Exists(FlowAddress.Call("nobody")));
    });

    [Fact]
    public void The_first_of_several_waits_wins_and_all_can_be_awaited() => World.Run(async w =>
    {
        var order = new List<string>();
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var gather = call.GatherAsync("Press a key.", maxDigits: 1);
            var delay = call.DelayAsync(TimeSpan.FromSeconds(30));
            order.Add(await Task.WhenAny(gather, delay) == gather ? "gather" : "delay");
            await Task.WhenAll(call.StepAsync("one", () => Log("one")), call.StepAsync("two", () => Log("two")), call.SpeakAsync("Thanks."));
            order.Add("all");
        };
        await w.StartAsync();

        await w.Ended(w.Carrier.Dials(presses: "5"));

        Assert.Equal(["gather", "one", "two", "all"], order);

        Task Log(string what)
        {
            order.Add(what);
            return Task.CompletedTask;
        }
    });

    [Fact]
    public void Ids_and_the_clock_are_the_same_on_replay() => World.Run(async w =>
    {
        var seen = new List<string>();
        w.Script = async call =>
        {
            var first = $"{call.Now:O} {call.NewGuid()} {call.NewGuid()}";
            await call.DelayAsync(Minute);
            seen.Add($"{first} {call.Now:O} {call.NewGuid()}");
            await call.DelayAsync(Minute);
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => seen.Count == 1, "the first minute");
        await w.Settles();
        await w.CrashAsync();
        await w.Ended(call);

        Assert.Equal(seen[0], seen[1]);
        Assert.Equal(3, seen[0].Split(' ').Count(word => Guid.TryParse(word, out _)));
        Assert.Equal(3, seen[0].Split(' ').Where(word => Guid.TryParse(word, out _)).Distinct().Count());
    });

    [Fact]
    public void A_patch_holds_for_calls_that_reach_it_later_and_not_for_those_that_were_past_it() => World.Run(async w =>
    {
        var said = new List<string>();
        w.Script = Script(patched: false);
        await w.StartAsync();

        var past = w.Carrier.Dials(from: "+15550001");
        await w.Until(() => w.Carrier.Got<SpeakCommand>(), "the old sentence");
        await w.Settles();
        var before = w.Carrier.Dials(from: "+15550002");
        await w.Settles();
        w.Script = Script(patched: true);
        await w.CrashAsync();
        await w.Ended(past);
        await w.Ended(before);
        await w.Ended(w.Carrier.Dials(from: "+15550003"));
        await w.Settles();
        await w.CrashAsync();

        Assert.Equal(["old +15550001", "new +15550002", "new +15550003"], w.Carrier.Effects.Where(e => e.StartsWith("speak", StringComparison.Ordinal)).Select(e => e[6..]));
        Assert.All(w.Carrier.Calls, call => Assert.Null(w.Summary(call.Address).Fault));
        Assert.All(w.Carrier.Calls, call => Replay.Of(w, call.Address));

        static Func<CallContext, Task> Script(bool patched) => async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(call.From == "+15550001" ? TimeSpan.Zero : Minute);
            var isNew = patched && call.Patched("other-words") && call.Patched("other-words");
            await call.SpeakAsync($"{(isNew ? "new" : "old")} {call.From}");
            await call.DelayAsync(2 * Minute);
        };
    });

    private sealed record Agent(string Name, int Room);
}
