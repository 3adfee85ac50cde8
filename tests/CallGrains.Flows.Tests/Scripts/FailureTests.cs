namespace CallGrains.Flows.Tests.Scripts;

/// <summary>Scripts that fail, that change under live calls, and that leave their turn.</summary>
public class FailureTests
{
    [Fact]
    public void An_exception_hangs_the_call_up_and_is_journalled() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var timer = call.DelayAsync(TimeSpan.FromHours(1));
            await call.SpeakAsync("Hello.");
            throw new InvalidDataException("no such customer");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);
        await w.CrashAsync();
        await w.Passes(TimeSpan.FromHours(2));

        Assert.Equal(["answer", "speak Hello.", "hangup"], w.Carrier.Effects);
        Assert.Contains("InvalidDataException: no such customer", w.Summary(call.Address).Fault, StringComparison.Ordinal);
        var failed = Assert.Single(w.Journal(call.Address).OfType<DecisionEntry>(), d => d.Failure is not null);
        Assert.True(failed.Completed);
        Assert.Single(failed.Items.OfType<TimerCancelled>());
    });

    [Fact]
    public void A_cancelled_script_has_failed_too() => World.Run(async w =>
    {
        w.Script = call => Task.FromCanceled(new CancellationToken(canceled: true));
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Contains("TaskCanceledException", w.Summary(call.Address).Fault, StringComparison.Ordinal);
        Assert.Equal(["hangup"], w.Carrier.Effects);
    });

    [Fact]
    public void A_script_that_decides_something_else_than_it_did_stops_and_goes_on_when_the_code_is_put_back() => Changed(
        async call => await call.PlayAsync(new Uri("https://example.com/new.wav")),
        "call/c-1: the flow decides PlayCommand as number 2, but its journal has SpeakCommand as number 2 there.");

    [Fact]
    public void A_script_that_decides_something_more_stops_and_goes_on_when_the_code_is_put_back() => Changed(
        async call =>
        {
            await call.SpeakAsync("Old.");
            await call.SpeakAsync("And new.");
        },
        "call/c-1: the flow decides SpeakCommand as number 3, but its journal has timer as number 3 there.");

    [Fact]
    public void A_script_that_decides_something_less_stops_and_goes_on_when_the_code_is_put_back() => Changed(
        call => new TaskCompletionSource().Task,
        "call/c-1: the journal has SpeakCommand as number 2, but the flow does not decide it any more.");

    [Fact]
    public void A_script_that_decides_where_it_decided_nothing_stops() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.WaitForSignalAsync<string>("go");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => call.State == "active", "the answer");
        call.Press("1");
        await w.Settles();
        var old = w.Script;
        w.Script = async c =>
        {
            await c.AnswerAsync();
            await c.SpeakAsync("New.");
            await c.WaitForSignalAsync<string>("go");
        };
        await w.CrashAsync();
        await w.Settles();

        Assert.StartsWith("call/c-1: the flow decides SpeakCommand as number 2, but its journal has nothing there.", w.Summary(call.Address).Fault, StringComparison.Ordinal);
        w.Script = old;
        await w.CrashAsync();
        await w.Process.Router.SendAsync(call.Address, new Signal("1", "go", null));
        await w.Ended(call);
        Assert.Null(w.Summary(call.Address).Fault);
    });

    [Fact]
    public void A_script_that_catches_everything_cannot_swallow_its_own_change() => Changed(
        async call =>
        {
            try
            {
                await call.PlayAsync(new Uri("https://example.com/new.wav"));
            }
            catch (Exception)
            {
                await call.SpeakAsync("Old.");
            }
        },
        "call/c-1: the flow decides PlayCommand as number 2, but its journal has SpeakCommand as number 2 there.");

    [Theory]
    [InlineData("Task.Delay")]
    [InlineData("Task.Run")]
    [InlineData("ConfigureAwait")]
    [InlineData("another thread")]
    public async Task A_script_that_leaves_its_turn_is_stopped_at_once_and_told_why(string how)
    {
        await World.RunOnThreadsAsync(async w =>
        {
            w.Script = async call =>
            {
                await call.AnswerAsync();
                _ = call.DelayAsync(TimeSpan.FromHours(1));
                await LeaveAsync(how, call, w);
                await call.SpeakAsync("Never said.");
            };
            await w.StartAsync();

            var call = w.Carrier.Dials();
            await w.Until(() => w.Journal(call.Address).OfType<DecisionEntry>().Count() == 2, "the turn is over");
            w.Time.Advance(TimeSpan.FromSeconds(1));
            await w.Until(() => w.Summary(call.Address).Fault is not null, "the fault");

            // What a thread of its own throws may reach the script before the host has seen that it left.
            Assert.Contains("call/c-1: the flow awaited something that is not its call's own", w.Summary(call.Address).Fault, StringComparison.Ordinal);
            Assert.DoesNotContain(w.Carrier.Requests, r => r.Command is SpeakCommand);
            call.HangUp();
            await w.Until(() => w.Summary(call.Address).Cause is not null, "the journal goes on");
        });
    }

    /// <summary>
    /// A call lives, its script changes to <paramref name="changed"/>, then back: the journal goes on all the time, the
    /// call afterwards.
    /// </summary>
    private static void Changed(Func<CallContext, Task> changed, string message) => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.SpeakAsync("Old.");
            await call.DelayAsync(TimeSpan.FromMinutes(1));
            await call.SpeakAsync("Goodbye.");
        };
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Journal(call.Address).OfType<DecisionEntry>().Count() == 3, "the delay");
        var old = w.Script;
        w.Script = async c =>
        {
            await c.AnswerAsync();
            await changed(c);
        };
        await w.CrashAsync();
        await w.Settles();
        var fault = Assert.Single(w.Journal(call.Address).OfType<FaultEntry>()).Message;
        Assert.StartsWith(message, fault, StringComparison.Ordinal);
        Assert.EndsWith("Keep the old code as its own version for the calls that began with it, or guard the change with call.Patched(\"name\").", fault, StringComparison.Ordinal);
        Assert.Equal(fault, w.Summary(call.Address).Fault);
        call.Press("5");
        await w.Until(() => w.Journal(call.Address).OfType<EventEntry>().Any(e => e is { Event: DtmfEvent, Disposition: Disposition.Accepted }), "the journal goes on");

        w.Script = old;
        await w.CrashAsync();
        await w.Ended(call);

        Assert.Equal(["answer", "speak Old.", "speak Goodbye.", "hangup"], w.Carrier.Effects);
        Assert.Null(w.Summary(call.Address).Fault);
    });

    private static Task LeaveAsync(string how, CallContext call, World w) => how switch
    {
        "Task.Delay" => Task.Delay(TimeSpan.FromSeconds(1), w.Time, CancellationToken.None),
        "Task.Run" => Task.Run(() => w.Until(() => w.Time.GetTimestamp() > 0, "time passes")),
        "ConfigureAwait" => UnconfiguredAsync(call),
        _ => Task.Run(() => call.SpeakAsync("From elsewhere.")),
    };

    private static async Task UnconfiguredAsync(CallContext call)
    {
        await call.StepAsync("work", () => Task.CompletedTask).ConfigureAwait(false);
        await call.SpeakAsync("From the thread pool.");
    }
}
