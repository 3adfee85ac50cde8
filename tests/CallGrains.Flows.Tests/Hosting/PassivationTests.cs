using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>A grain that only waits is passivated, and whatever concerns it finds it as if it had not been.</summary>
public partial class PassivationTests
{
    private static readonly TimeSpan Sweep = new GrainOptions().SweepInterval;

    [Fact]
    public void Digits_come_to_a_call_that_is_passivated_meanwhile() => World.Run(async w =>
    {
        string? digits = null;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var menu = await call.GatherAsync("Take your time.", maxDigits: 1);
            digits = menu.Digits;
            await call.SpeakAsync("Thanks.");
        };
        w.Configure += services => services.Configure<GrainOptions>(o => o.SweepInterval = TimeSpan.FromSeconds(1));
        await StartAsync(w, after: 0);
        var call = w.Carrier.Dials();
        await w.Until(() => call.Gathering, "the question");
        await PassivatedAsync(w);

        call.Press("5");
        await w.Ended(call);

        Assert.Equal("5", digits);
        Assert.Equal(["answer", "gather Take your time.", "speak Thanks.", "hangup"], w.Carrier.Effects);
        Replay.Of(w, call.Address);
    });

    [Fact]
    public void A_caller_who_hangs_up_after_a_long_talk_is_followed_by_what_comes_after_it_and_the_carrier_is_asked_nothing() => World.Run(async w =>
    {
        var runs = 0;
        w.Carrier.TalkingTime = TimeSpan.FromMinutes(4);
        w.Script = async call =>
        {
            call.OnEnded(c => c.StepAsync("note", () => Task.FromResult(++runs)));
            await call.AnswerAsync();
            await call.TransferAsync("+15550199");
        };
        await StartAsync(w);
        var call = w.Carrier.Dials();
        await PassivatedAsync(w);

        await w.Ended(call);

        Assert.Equal(["answer", "transfer +15550199"], w.Carrier.Effects);
        Assert.Equal(1, runs);
        Assert.Empty(w.Carrier.Questions);
        Assert.Empty(w.Journal(call.Address).OfType<CheckEntry>());
    });

    [Fact]
    public void Timers_of_handlers_are_on_time_and_their_state_is_kept() => World.Run(async w =>
    {
        await StartAsync(w, 30, typeof(Naps));
        var call = w.Carrier.Dials("naps");
        var passivates = new List<bool>();
        for (var nap = 1; nap <= 3; nap++)
        {
            await PassivatedAsync(w);
            passivates.Add(w.Process.ActiveCount == 1);
            await w.Until(() => w.Carrier.Effects.Count == nap + 1, $"nap {nap} is over");
        }

        await w.Ended(call);

        Assert.Equal([true, true, true], passivates);
        Assert.Equal(["answer", "speak Nap 1.", "speak Nap 2.", "speak Nap 3.", "hangup"], w.Carrier.Effects);
        var timers = w.Journal(call.Address).OfType<TimerEntry>().ToList();
        var decided = w.Journal(call.Address).OfType<DecisionEntry>().SelectMany(d => d.Items).OfType<TimerDecided>();
        Assert.Equal(decided.Select(t => t.DueAt), timers.Select(t => t.At));
    });

    [Fact]
    public void The_carrier_is_asked_about_a_silent_call_when_it_is_time() => World.Run(async w =>
    {
        w.Script = Waits;
        await StartAsync(w);
        var call = w.Carrier.Dials();
        await w.Until(() => call.State == "active", "the answer");
        await PassivatedAsync(w);
        w.Carrier.Drops = _ => true;
        call.HangUp();

        await w.Ended(call);

        var ended = w.Journal(call.Address).OfType<EventEntry>().Single(e => e.Event is HangupEvent);
        Assert.True(ended.Observed);
        Assert.InRange(ended.At - w.Summary(call.Address).CreatedAt, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5) + Sweep);
    });

    [Fact]
    public void Signals_that_come_together_while_the_journal_is_read_keep_their_order() => World.Run(async w =>
    {
        var got = new List<string?>();
        w.StoreOf = _ => new SlowJournal(w.Store, w.Time);
        w.Script = async call =>
        {
            got.Clear();
            await call.AnswerAsync();
            for (var i = 0; i < 3; i++)
            {
                got.Add(await call.WaitForSignalAsync<string>("go"));
            }
        };
        await StartAsync(w);
        var call = w.Carrier.Dials();
        await w.Until(() => call.State == "active", "the answer");
        await PassivatedAsync(w);

        await Task.WhenAll(new[] { "a", "b", "c" }.Select(value => w.Process.Router.SendAsync(call.Address, new Signal(value, "go", Json(value)))));
        await w.Ended(call);

        Assert.Equal("a, b, c", string.Join(", ", got));
    });

    [Fact]
    public void Another_process_has_taken_over_meanwhile() => World.Run(async w =>
    {
        w.Script = TwoSignals;
        await StartAsync(w);
        var call = w.Carrier.Dials();
        await w.Until(() => call.State == "active", "the answer");
        await PassivatedAsync(w);
        var rival = w.NewProcess();
        await rival.Host.RecoverAsync();
        await rival.Host.SendAsync(call.Address, new Signal("1", "go", null));
        await w.Until(() => w.Carrier.Got<SpeakCommand>(), "the rival goes on");
        await w.Settles();

        await w.Process.Router.SendAsync(call.Address, new Signal("2", "go", null));
        await w.Ended(call);

        Assert.Equal(["answer", "speak Once.", "speak Twice.", "hangup"], w.Carrier.Effects);
        Replay.Of(w, call.Address);
    });

    private static async Task Waits(CallContext call)
    {
        await call.AnswerAsync();
        await call.WaitForSignalAsync<string>("go", TimeSpan.FromHours(2));
    }

    private static async Task TwoSignals(CallContext call)
    {
        await call.AnswerAsync();
        await call.WaitForSignalAsync<string>("go");
        await call.SpeakAsync("Once.");
        await call.WaitForSignalAsync<string>("go");
        await call.SpeakAsync("Twice.");
    }

    private static System.Text.Json.JsonElement Json(string value) => System.Text.Json.JsonSerializer.SerializeToElement(value);

    private static Task<HostProcess> StartAsync(World w, double after = 30, params Type[] flows)
    {
        w.Configure += services => services.Configure<GrainOptions>(o => o.PassivateAfter = TimeSpan.FromSeconds(after));
        return w.StartAsync(flows);
    }

    private static Task PassivatedAsync(World w, int count = 1) => w.Until(() => w.Process.PassivatedCount == count, "it is passivated");

    /// <summary>Sleeps three times.</summary>
    [Flow("naps")]
    private sealed class Naps : CallFlow<NapState>
    {
        public override void OnAnswer(AnswerEvent e) => Call.StartTimer("nap", TimeSpan.FromMinutes(2));

        public override void OnTimer(string name) => Call.Speak($"Nap {++State.Naps}.");

        public override void OnSpeak(SpeakEvent e)
        {
            if (e.IsDone)
            {
                Next();
            }
        }

        private void Next()
        {
            if (State.Naps == 3)
            {
                Call.Hangup();
            }
            else
            {
                Call.StartTimer("nap", TimeSpan.FromMinutes(2));
            }
        }
    }

    private sealed class NapState
    {
        public int Naps { get; set; }
    }
}
