using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>Promise 1, and what happens when flows, journal or load do not keep up.</summary>
public class BackpressureTests
{
    [Fact]
    public async Task A_slow_flow_does_not_hold_up_the_acknowledgement()
    {
        await World.RunOnThreadsAsync(async w =>
        {
            await w.StartAsync(typeof(Blocks));
            var call = w.Carrier.Dials("blocks");
            await w.Until(() => w.Carrier.Acknowledged.Count == 1, "the call has begun");
            await Blocks.Entered.Task;

            for (var n = 0; n < 20; n++)
            {
                call.Press("1");
            }

            await w.Until(() => w.Carrier.Acknowledged.Count == 21, "all are acknowledged while the flow stands");
            Assert.Empty(w.Journal(call.Address).OfType<DecisionEntry>());
            Blocks.Release.SetResult();
            await w.Until(() => w.Carrier.Got<HangupCommand>(), "the flow goes on");
        });
    }

    [Fact]
    public async Task A_slow_flow_does_not_hold_up_the_acknowledgement_after_a_restart_either()
    {
        await World.RunOnThreadsAsync(async w =>
        {
            var release = new TaskCompletionSource();
            var runs = 0;
            w.Script = async call =>
            {
                await call.AnswerAsync();
                runs++;
                w.Changed();
                if (runs > 1)
                {
                    release.Task.Wait();
                }

                await call.WaitForSignalAsync<string>("go");
            };
            await w.StartAsync();
            var call = w.Carrier.Dials();
            await w.Until(() => w.Carrier.Acknowledged.Count == 2 && runs == 1, "the answer");
            await w.Process.Router.SendAsync(call.Address, new Signal("0", "other", null));
            await w.CrashAsync();
            await w.Until(() => runs == 2, "the replay stands");

            Assert.Equal(Disposition.Accepted, (await w.Process.Router.SendAsync(call.Address, new Signal("1", "go", null))).Disposition);
            release.SetResult();
            await w.Until(() => w.Carrier.Got<HangupCommand>(), "the script goes on");
        });
    }

    [Fact]
    public void Too_many_messages_are_turned_away_with_when_to_come_back() => World.Run(async w =>
    {
        w.Configure = services => services.Configure<GrainOptions>(o => o.MaxWaiting = 3);
        w.Script = call => call.WaitForSignalAsync<string>("never");
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Settles();
        var gate = new TaskCompletionSource();
        w.Process.Journal.Gate = gate.Task;

        var waiting = Enumerable.Range(0, 3).Select(n => w.Process.Router.SendAsync(call.Address, new Signal($"{n}", "a", null))).ToList();
        var turnedAway = await Assert.ThrowsAsync<OverloadedException>(() => w.Process.Router.SendAsync(call.Address, new Signal("3", "a", null)));
        gate.SetResult();
        var receipts = await Task.WhenAll(waiting);

        Assert.Equal("3 messages wait for the journal already.", turnedAway.Message);
        Assert.Equal(TimeSpan.FromSeconds(1), turnedAway.RetryAfter);
        Assert.All(receipts, r => Assert.Equal(Disposition.Accepted, r.Disposition));
        Assert.Equal(Disposition.Accepted, (await w.Process.Router.SendAsync(call.Address, new Signal("3", "a", null))).Disposition);
    });

    [Fact]
    public void What_the_journal_cannot_take_is_not_acknowledged_and_the_call_goes_on_afterwards() => World.Run(async w =>
    {
        var got = new List<string?>();
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var gather = await call.GatherAsync("Press.", maxDigits: 1, interDigitTimeout: TimeSpan.FromSeconds(30));
            await call.SpeakAsync($"You pressed {gather.Digits}.");
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Until(() => call.Gathering, "the gather");
        await w.Settles();

        w.Process.Journal.Fault = (_, _) => AppendFault.Refused;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => w.SendAsync(call.Address, $$"""{"eventType":"dtmf","callId":"{{call.Id}}","dtmfDigit":"9"}"""));
        call.Press("4");
        await w.Passes(TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(w.Carrier.Acknowledged, a => (string)a.Event["eventType"]! is "gather");
        Assert.DoesNotContain(w.Journal(call.Address).OfType<EventEntry>(), e => e.Event is DtmfEvent or GatherEvent);

        w.Process.Journal.Fault = (_, _) => AppendFault.None;
        await w.Ended(call);

        Assert.Contains("speak You pressed 4.", w.Carrier.Effects);
        Assert.Single(w.Journal(call.Address).OfType<EventEntry>(), e => e is { Event: GatherEvent, Disposition: Disposition.Accepted });
    });

    [Fact]
    public void A_hang_up_from_outside_ends_the_call_once() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromSeconds(10));
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Until(() => call.State == "active", "the answer");

        var first = await w.Process.Router.SendAsync(call.Address, new HangUpRequest());
        await w.Until(() => call.IsOver, "the end");
        await w.Settles();
        var second = await w.Process.Router.SendAsync(call.Address, new HangUpRequest());
        var nobody = await w.Process.Router.SendAsync(FlowAddress.Call("nobody"), new HangUpRequest());
        await w.Ended(call);

        Assert.Equal([Disposition.Accepted, Disposition.Late, Disposition.Unclaimed], new[] { first, second, nobody }.Select(r => r.Disposition));
        Assert.Equal(["answer", "hangup"], w.Carrier.Effects);
        Replay.Of(w, call.Address);
    });

    [Fact]
    public void A_hang_up_is_tried_for_longer_than_anything_else() => World.Run(async w =>
    {
        w.Script = call => call.AnswerAsync();
        var back = w.Time.GetUtcNow() + TimeSpan.FromMinutes(50);
        w.Carrier.Fault = (_, r) => r.Command is HangupCommand && w.Time.GetUtcNow() < back ? RequestFault.Lost : RequestFault.None;
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Equal(["answer", "hangup"], w.Carrier.Effects);
        Assert.True(call.IsOver);
    });

    [Fact]
    public void A_carrier_that_stays_away_ends_a_command_after_its_patience() => World.Run(async w =>
    {
        CommandFailedException? failed = null;
        w.Carrier.Fault = (_, r) => r.Command is SpeakCommand ? RequestFault.TurnedAway : r.Command is SendDtmfCommand ? RequestFault.AnswerLost : RequestFault.None;
        CommandOutcome? tones = null;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            failed = await Assert.ThrowsAsync<CommandFailedException>(() => call.SpeakAsync("Hello?"));
            tones = await call.SendDtmfAsync("1");
        };
        await w.StartAsync();
        var began = w.Time.GetUtcNow();
        await w.Ended(w.Carrier.Dials());

        Assert.Equal(OutcomeStatus.Refused, failed!.Outcome.Status);
        Assert.InRange(w.Time.GetUtcNow() - began, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(65));
        Assert.Equal(OutcomeStatus.Unknown, tones!.Status);
        Assert.Single(w.Carrier.Requests, r => r.Command is SendDtmfCommand);
    });
}

/// <summary>Stands still in a handler until it is let go.</summary>
[Flow("blocks")]
internal sealed class Blocks : CallFlow<object>
{
    public static TaskCompletionSource Entered { get; } = new();

    public static TaskCompletionSource Release { get; } = new();

    public override void OnIncomingCall(IncomingCallEvent e)
    {
        Entered.TrySetResult();
        Release.Task.Wait();
        Call.Hangup();
    }
}
