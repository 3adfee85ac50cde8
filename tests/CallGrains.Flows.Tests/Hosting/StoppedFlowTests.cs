using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>
/// What could not be stopped can be: by command, by its limits, and after it brought its process down too often.
/// Callers are not left in silence.
/// </summary>
public class StoppedFlowTests
{
    [Fact]
    public void A_flow_that_never_ends_is_ended_by_command() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            call.OnEnded(async ended =>
            {
                while (true)
                {
                    await ended.DelayAsync(TimeSpan.FromMinutes(1));
                }
            });
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Until(() => call.ActiveTime is not null, "answered");
        call.HangUp();
        await w.Passes(TimeSpan.FromMinutes(5));
        Assert.Equal(GrainState.Ending, w.Summary(call.Address).State);

        Assert.Equal(Disposition.Accepted, (await SendAsync(w, call.Address, "$terminate")).Disposition);
        await w.Ended(call);
        var entries = w.Journal(call.Address).Count;
        await w.CrashAsync();
        await w.Passes(TimeSpan.FromHours(1));
        Assert.Equal((GrainState.Ended, "terminated by command", entries), (w.Summary(call.Address).State, w.Summary(call.Address).Fault, w.Journal(call.Address).Count));
        Assert.Equal(Disposition.Late, (await SendAsync(w, call.Address, "$terminate")).Disposition);
    });

    [Fact]
    public void A_live_call_is_hung_up_with_its_flow() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.WaitForSignalAsync<string>("never");
            await call.SpeakAsync("Nobody hears this.");
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Until(() => call.ActiveTime is not null, "answered");

        await SendAsync(w, call.Address, "$terminate");
        await w.Ended(call);
        Assert.True(call.IsOver);
        Assert.Empty(call.Heard);
        Assert.Equal(Disposition.Late, (await SendAsync(w, call.Address, "never")).Disposition);
    });

    [Fact]
    public void Calls_that_signal_each_other_for_ever_are_quarantined() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            call.OnEnded(async ended =>
            {
                var other = FlowAddress.Parse((await ended.WaitForSignalAsync<string>("ball"))!);
                while (true)
                {
                    await ended.SignalAsync(other, "ball", ended.Address.ToString());
                    await ended.WaitForSignalAsync<string>("ball");
                }
            });
        };
        w.Configure += s => s.Configure<GrainOptions>(o => o.MostEntriesAMinute = 500);
        await w.StartAsync();
        var (one, two) = (w.Carrier.Dials(), w.Carrier.Dials());
        await w.Until(() => one.ActiveTime is not null && two.ActiveTime is not null, "answered");
        one.HangUp();
        two.HangUp();
        await w.Process.Router.SendAsync(one.Address, new Signal("a", "ball", System.Text.Json.JsonSerializer.SerializeToElement(two.Address.ToString())));
        await w.Process.Router.SendAsync(two.Address, new Signal("b", "ball", System.Text.Json.JsonSerializer.SerializeToElement(one.Address.ToString())));

        await w.Until(() => Fault(w, one).StartsWith("quarantined: it wrote more than 500 entries in a minute", StringComparison.Ordinal) || Fault(w, two).StartsWith("quarantined", StringComparison.Ordinal), "quarantined");
        await w.Passes(TimeSpan.FromMinutes(10));
        Assert.InRange(w.Journal(one.Address).Count + w.Journal(two.Address).Count, 500, 2500);
    });

    [Fact]
    public void A_flow_that_brings_its_process_down_is_quarantined_and_runs_again_when_it_is_released() => World.Run(async w =>
    {
        var isPoison = true;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.WaitForSignalAsync<string>("go");
            if (isPoison)
            {
                // As an endless recursion would: the process is gone in the middle of the turn.
                w.Process.Die();
                return;
            }

            await call.SpeakAsync("Mended.");
        };
        w.Configure += s => s.Configure<GrainOptions>(o => o.QuarantineAfter = 3);
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Until(() => call.ActiveTime is not null, "answered");
        await SendAsync(w, call.Address, "go");
        for (var deaths = 1; deaths <= 3; deaths++)
        {
            await w.Until(() => w.Process.IsDead, $"death {deaths}");
            await w.StartAsync();
        }

        await w.Until(() => Fault(w, call) == "quarantined: the process died 3 times in the middle of its next turn", "quarantined");
        await w.Settles();
        Assert.False(w.Process.IsDead);
        Assert.Equal(Fault(w, call), w.Process.Services.GetRequiredService<StoppedFlows>().All[call.Address]);

        // Not even by another process, until it is released.
        await w.CrashAsync();
        await w.Settles();
        Assert.False(w.Process.IsDead);

        isPoison = false;
        Assert.Equal(Disposition.Accepted, (await SendAsync(w, call.Address, "$release")).Disposition);
        await w.Until(() => call.Heard.Exists(h => h.What == "Mended."), "goes on");
        Assert.Empty(w.Process.Services.GetRequiredService<StoppedFlows>().All);
        Assert.Equal(Disposition.Late, (await SendAsync(w, call.Address, "$release")).Disposition);
    });

    [Theory]
    [InlineData("Sorry, something went wrong.", "", "Sorry, something went wrong.")]
    [InlineData("", "+15550199", null)]
    public void A_caller_whose_flow_cannot_go_on_is_not_left_in_silence(string sentence, string transfer, string? heard) => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.WaitForSignalAsync<string>("never");
        };
        w.Configure += s => s.Configure<GrainOptions>(o => (o.FallbackSentence, o.FallbackTransferTo, o.FallbackAfter) = (sentence, transfer, TimeSpan.FromSeconds(10)));
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Until(() => call.ActiveTime is not null, "answered");

        // Another program, which decides something else.
        w.Script = call => call.SpeakAsync("Never said.");
        await w.CrashAsync();
        await w.Passes(TimeSpan.FromSeconds(9));
        Assert.Empty(call.Heard);
        await w.Passes(TimeSpan.FromSeconds(5));
        if (heard is not null)
        {
            Assert.Equal([heard], call.Heard.Select(h => h.What));
            await w.Until(() => call.IsOver, "hung up");
        }
        else
        {
            Assert.True(w.Carrier.Got<TransferCommand>());
        }

        // Once, whoever reads its journal again.
        await w.CrashAsync();
        await w.Passes(TimeSpan.FromMinutes(1));
        Assert.Equal(1, w.Carrier.Requests.Count(r => r.Command is SpeakCommand or TransferCommand));
    });

    [Theory]
    [InlineData("own", false, "From the class.")]
    [InlineData("own", true, "From the class.")]
    [InlineData("quiet", false, null)]
    [InlineData("plain", false, "From the settings.")]
    public void What_a_class_names_counts_before_the_settings(string flow, bool isGone, string? heard) => World.Run(async w =>
    {
        w.Configure += s => s.Configure<GrainOptions>(o => o.FallbackSentence = "From the settings.");
        var waits = new Mood();
        w.Configure += s => s.AddSingleton(waits);
        await w.StartAsync(typeof(Own), typeof(Quiet), typeof(Plain));
        var call = w.Carrier.Dials(flow);
        await w.Until(() => call.ActiveTime is not null, "answered");
        w.Process.Die();

        // The version that the call began with is gone, or decides something else.
        waits.HasChanged = true;
        w.Configure = s => s.AddSingleton(waits).Configure<GrainOptions>(o => o.FallbackSentence = "From the settings.");
        await w.StartAsync(isGone ? [typeof(NewOwn)] : [typeof(Own), typeof(Quiet), typeof(Plain)]);
        await w.Passes(TimeSpan.FromSeconds(30));

        Assert.Equal(heard is null ? [] : [heard], call.Heard.Select(h => h.What));
        Assert.Equal(heard is not null, call.IsOver);
    });

    [Theory]
    [InlineData(typeof(BothNamed), "keep one of them")]
    [InlineData(typeof(NoNumber), "write a number such as +15550100")]
    [InlineData(typeof(Texts), "only flows of calls have")]
    public void A_fallback_that_cannot_be_is_refused_at_the_start(Type flow, string why) =>
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => FlowDefinition.Of(flow)).Message, StringComparison.Ordinal);

    internal sealed class Mood
    {
        public bool HasChanged { get; set; }
    }

    private abstract class Moody(Mood mood) : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            if (mood.HasChanged)
            {
                await call.SpeakAsync("Never said.");
            }

            await call.AnswerAsync();
            await call.WaitForSignalAsync<string>("never");
        }
    }

    [Flow("own", FallbackSentence = "From the class.")]
    private sealed class Own(Mood mood) : Moody(mood);

    [Flow("own", Version = 2, FallbackSentence = "From the class.")]
    private sealed class NewOwn(Mood mood) : Moody(mood);

    [Flow("quiet", FallbackSentence = "")]
    private sealed class Quiet(Mood mood) : Moody(mood);

    [Flow("plain")]
    private sealed class Plain(Mood mood) : Moody(mood);

    [Flow("both", FallbackSentence = "Sorry.", FallbackTransferTo = "+15550199")]
    private sealed class BothNamed(Mood mood) : Moody(mood);

    [Flow("no-number", FallbackTransferTo = "5550199")]
    private sealed class NoNumber(Mood mood) : Moody(mood);

    [Flow("texts", FallbackSentence = "Sorry.")]
    private sealed class Texts : MessageScript
    {
        protected override Task RunAsync(ThreadContext thread) => Task.CompletedTask;
    }

    [Fact]
    public async Task A_turn_that_runs_for_long_is_told()
    {
        var slow = new TaskCompletionSource();
        using var meter = new MeterListener();
        meter.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "callgrains.flows.stopped")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meter.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags.ToArray().Any(t => t.Value is "slow"))
            {
                slow.TrySetResult();
            }
        });
        meter.Start();
        using var goesOn = new ManualResetEventSlim();
        await World.RunOnThreadsAsync(async w =>
        {
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            w.Script = call =>
            {
                begun.TrySetResult();
                goesOn.Wait();
                return Task.CompletedTask;
            };
            await w.StartAsync();
            var call = w.Carrier.Dials();
            await begun.Task;
            for (var seconds = 0; seconds <= 6; seconds++)
            {
                w.Time.Advance(TimeSpan.FromSeconds(1));
            }

            await slow.Task;
            await w.Until(() => Fault(w, call).StartsWith("a turn of the flow has run for ", StringComparison.Ordinal), "told");
            goesOn.Set();
        });
    }

    [Fact]
    public async Task A_step_that_never_gives_its_thread_back_ends_by_its_time()
    {
        using var never = new ManualResetEventSlim();
        await World.RunOnThreadsAsync(async w =>
        {
            var began = new TaskCompletionSource();
            string? failure = null;
            w.Script = async call =>
            {
                try
                {
                    await call.StepAsync("hang", () =>
                    {
                        began.TrySetResult();
                        never.Wait();
                        return Task.CompletedTask;
                    }, TimeSpan.FromSeconds(5));
                }
                catch (StepFailedException e)
                {
                    failure = e.Message;
                }
            };
            await w.StartAsync();
            w.Carrier.Dials();
            await began.Task;
            w.Time.Advance(TimeSpan.FromSeconds(6));
            await w.Until(() => failure is not null, "failed");
            Assert.Contains("took longer than 00:00:05", failure, StringComparison.Ordinal);
            never.Set();
        });
    }

    private static string Fault(World w, FakeCall call) => w.Exists(call.Address) ? w.Summary(call.Address).Fault ?? "" : "";

    private static Task<Receipt> SendAsync(World w, FlowAddress to, string signal) => w.Process.Router.SendAsync(to, new Signal($"{signal}-{w.Carrier.NextId("s")}", signal, null));
}
