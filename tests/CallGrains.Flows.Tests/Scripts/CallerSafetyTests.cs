using System.Text;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>
/// Failures are told at once and whole, no caller is left behind by one, and what follows a call runs whatever failed
/// before it.
/// </summary>
public class CallerSafetyTests
{
    [Fact]
    public void A_script_that_throws_before_its_first_await_is_hung_up() => World.Run(async w =>
    {
        w.Script = _ => throw new InvalidOperationException("synchronously");
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);
        await w.CrashAsync();
        await w.Settles();

        Assert.Equal(["hangup"], w.Carrier.Effects);
        Assert.Contains("synchronously", w.Summary(call.Address).Fault, StringComparison.Ordinal);
        Replay.Of(w, call.Address);
    });

    [Fact]
    public void A_script_that_returns_null_is_hung_up() => World.Run(async w =>
    {
        w.Script = _ => null!;
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Equal(["hangup"], w.Carrier.Effects);
        Assert.Contains("returned null instead of a task", w.Summary(call.Address).Fault, StringComparison.Ordinal);
    });

    [Fact]
    public void A_failure_is_told_while_after_call_work_goes_on_and_stays_told() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            call.OnEnded(async c =>
            {
                await c.DelayAsync(TimeSpan.FromHours(16));
                await c.StepAsync("file it", () => Task.CompletedTask);
            });
            throw new InvalidOperationException("boom");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Passes(TimeSpan.FromHours(1));
        Assert.Contains("boom", w.Summary(call.Address).Fault, StringComparison.Ordinal);
        await w.CrashAsync();
        await w.Ended(call);

        Assert.Single(w.Journal(call.Address).OfType<DecisionEntry>(), d => d.Failure is not null);
        Assert.Single(w.Journal(call.Address).OfType<StepEntry>());
        Assert.Contains("boom", w.Summary(call.Address).Fault, StringComparison.Ordinal);
        Assert.True(Replay.Of(w, call.Address).Completed);
    });

    [Fact]
    public void Each_piece_of_after_call_work_runs_and_each_failure_is_told() => World.Run(async w =>
    {
        var done = new List<string>();
        w.Script = async call =>
        {
            await call.AnswerAsync();
            call.OnEnded(_ => throw new ArgumentException("the second error"));
            call.OnEnded(async c => await c.SendAsync("anonymous", "Sorry."));
            call.OnEnded(_ => null!);
            call.OnEnded(c => c.StepAsync("the rest", () =>
            {
                done.Add("rest");
                return Task.CompletedTask;
            }));
            throw new InvalidOperationException("the first error");
        };
        w.Carrier.Fault = (_, r) => r.Command is SendMessageCommand ? RequestFault.Refused : RequestFault.None;
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Equal(["rest"], done);
        var told = string.Join('\n', w.Journal(call.Address).OfType<DecisionEntry>().Select(d => d.Failure));
        Assert.All(["the first error", "the second error", "SendMessageCommand is Refused", "returned null"], part => Assert.Contains(part, told, StringComparison.Ordinal));
        Assert.Contains("the first error", w.Summary(call.Address).Fault, StringComparison.Ordinal);
        Assert.True(Replay.Of(w, call.Address).Completed);
    });

    [Fact]
    public void A_failed_step_keeps_where_it_failed_and_why() => World.Run(async w =>
    {
        StepFailedException? error = null;
        w.Script = async call => error = await Assert.ThrowsAsync<StepFailedException>(
            () => call.StepAsync<int>("pay", () => throw new InvalidOperationException("no money", new TimeoutException("the bank sleeps"))));
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Equal("Step 'pay' failed: InvalidOperationException: no money", error!.Message);
        Assert.Contains("the bank sleeps", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(CallerSafetyTests), Assert.Single(w.Journal(call.Address).OfType<StepEntry>()).Details, StringComparison.Ordinal);
    });

    [Fact]
    public void A_journal_of_before_waits_beyond_the_hang_up_as_it_did() => World.Run(async w =>
    {
        var address = FlowAddress.Call("c-1");
        var at = w.Time.GetUtcNow();
        JournalEntry[] entries =
        [
            new BeginEntry("script", 1, "in", "+15550001", "+15550100") { Carrier = "bandwidth" },
            Event("""{"eventType":"incomingcall","callId":"c-1","from":"+15550001","to":"+15550100"}"""),
            new DecisionEntry([new TimerDecided(1, at.AddHours(1))]) { Through = 2 },
            Event("""{"eventType":"hangup","callId":"c-1","cause":"NORMAL_CLEARING"}"""),
            new TimerEntry(1),
            new DecisionEntry([new StepDecided(2, "after")]) { Through = 5 },
            new StepEntry(2),
            new DecisionEntry([]) { Through = 7, Completed = true },
        ];
        await w.Store.AppendAsync(new JournalAppend(0, [.. entries.Select(e => JournalFormat.Write(e with { At = at }))], new GrainSummary { Address = address, Sequence = entries.Length, Flow = "script", FlowVersion = 1, State = GrainState.Ended }));
        w.Script = async call =>
        {
            await call.DelayAsync(TimeSpan.FromHours(1));
            await call.StepAsync("after", () => Task.CompletedTask);
        };
        await w.StartAsync();

        Assert.True(Replay.Of(w, address).Completed);
    });

    private static EventEntry Event(string json) => new("bandwidth", CallbackForm.Json, Disposition.Accepted) { Raw = Encoding.UTF8.GetBytes(json) };
}
