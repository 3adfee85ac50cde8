using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>
/// A turn that never ends holds a thread, and nothing else: its call is ended, other calls live on, and it is not run
/// again.
/// </summary>
public class StuckTurnTests
{
    [Fact]
    public async Task A_call_that_loops_is_ended_by_command_and_others_live_on()
    {
        using var goesOn = new ManualResetEventSlim();
        await World.RunOnThreadsAsync(async w =>
        {
            w.Script = Loop(goesOn);
            await w.StartAsync();
            var call = w.Carrier.Dials(from: "+15550009");
            await w.Until(() => w.Carrier.Got<AnswerCommand>(), "it loops");

            Assert.Equal(Disposition.Accepted, (await SendAsync(w, call.Address, "$terminate")).Disposition);
            await w.Until(() => call.IsOver && w.Summary(call.Address).State == GrainState.Ended, "it is hung up");
            await OtherCallIsHeard(w);
            Assert.Equal("terminated by command", w.Summary(call.Address).Fault);

            // Whatever the turn comes to, counts no more.
            var entries = w.Journal(call.Address).Count;
            goesOn.Set();
            await OtherCallIsHeard(w);
            Assert.Equal(entries, w.Journal(call.Address).Count);
        });
    }

    [Fact]
    public async Task A_call_that_loops_is_quarantined_and_its_caller_is_told()
    {
        using var goesOn = new ManualResetEventSlim();
        await World.RunOnThreadsAsync(async w =>
        {
            var call = await QuarantinedAsync(w, goesOn, "Sorry.");
            Assert.StartsWith("quarantined: a turn of it has run for 3", Fault(w, call), StringComparison.Ordinal);
            await w.Until(() => call.Heard.Exists(h => h.What == "Sorry."), "its caller is told");
            Assert.Contains(w.Journal(call.Address).OfType<FaultEntry>(), f => f.Message.StartsWith("a turn of the flow has run for ", StringComparison.Ordinal));
            Assert.Single(w.Process.Services.GetRequiredService<StoppedFlows>().All);
            await OtherCallIsHeard(w);
            goesOn.Set();
        });
    }

    [Fact]
    public async Task A_call_that_looped_goes_on_when_it_is_released()
    {
        using var goesOn = new ManualResetEventSlim();
        await World.RunOnThreadsAsync(async w =>
        {
            var call = await QuarantinedAsync(w, goesOn, "");
            goesOn.Set();
            Assert.Equal(Disposition.Accepted, (await SendAsync(w, call.Address, "$release")).Disposition);

            // The next message reads it from its journal.
            while (!call.Heard.Exists(h => h.What == "Round."))
            {
                await SendAsync(w, call.Address, "go");
                await Task.Yield();
            }

            Assert.Single(call.Heard, h => h.What == "Round.");
        });
    }

    [Fact]
    public void Who_watches_a_call_that_is_ended_by_command_is_told() => World.Run(async w =>
    {
        FlowAddress? started = null;
        CallResult? result = null;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            if (call.IsOutbound)
            {
                await call.WaitForSignalAsync<string>("never");
                return;
            }

            var other = call.StartCall("script", "+15550188");
            started = other.Address;
            result = await other.Ended;
        };
        await w.StartAsync();
        w.Carrier.Dials();
        await w.Until(() => started is not null && w.Exists(started.Value) && w.Journal(started.Value).OfType<SignalEntry>().Any(), "the other is watched");
        await w.Passes(TimeSpan.FromSeconds(10));

        await SendAsync(w, started!.Value, "$terminate");
        await w.Until(() => result is not null, "the watcher is told");
        Assert.Equal(new CallResult(true, "TERMINATED"), result);
        await w.Ended(started.Value);
    });

    [Fact]
    public void Who_asks_after_a_call_that_was_ended_by_command_is_told_too() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.WaitForSignalAsync<string>("never");
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Until(() => call.ActiveTime is not null, "answered");
        await SendAsync(w, call.Address, "$terminate");
        await w.Ended(call);
        var watcher = w.Carrier.Dials();
        await w.Until(() => watcher.ActiveTime is not null, "answered");
        await w.Process.Router.SendAsync(call.Address, new Signal("w-1", "$watch", System.Text.Json.JsonSerializer.SerializeToElement(new { address = watcher.Address.ToString(), operation = 7 })));
        await w.Until(() => w.Journal(watcher.Address).OfType<SignalEntry>().Any(s => s.Name == "$ended:7"), "the watcher is told");
    });

    private static async Task<FakeCall> QuarantinedAsync(World w, ManualResetEventSlim goesOn, string sentence)
    {
        var loops = false;
        w.Script = Loop(goesOn, () =>
        {
            Volatile.Write(ref loops, true);
            w.Changed();
        });
        w.Configure += s => s.Configure<GrainOptions>(o => (o.MostTurnTime, o.FallbackSentence) = (TimeSpan.FromSeconds(30), sentence));
        await w.StartAsync();
        var call = w.Carrier.Dials(from: "+15550009");
        await w.Until(() => Volatile.Read(ref loops), "it loops");
        for (var seconds = 0; seconds <= 31; seconds++)
        {
            w.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await w.Until(() => Fault(w, call).StartsWith("quarantined", StringComparison.Ordinal), "it is quarantined");
        return call;
    }

    private static Func<CallContext, Task> Loop(ManualResetEventSlim goesOn, Action? begins = null) => async call =>
    {
        await call.AnswerAsync();
        if (call.From == "+15550009")
        {
            begins?.Invoke();
            goesOn.Wait();
            await call.SpeakAsync("Round.");
            await call.WaitForSignalAsync<string>("never");
        }

        await call.SpeakAsync("I live.");
    };

    private static async Task OtherCallIsHeard(World w)
    {
        var other = w.Carrier.Dials();
        await w.Until(() => other.Heard.Exists(h => h.What == "I live."), "another call is heard");
    }

    private static string Fault(World w, FakeCall call) => w.Exists(call.Address) ? w.Summary(call.Address).Fault ?? "" : "";

    private static Task<Receipt> SendAsync(World w, FlowAddress to, string signal) => w.Process.Router.SendAsync(to, new Signal($"{signal}-{w.Carrier.NextId("s")}", signal, null));
}
