using System.Text.Json;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>How people reach into what runs: a sentence, a command again, another flow.</summary>
public class OperatorTests
{
    private static readonly FlowAddress Address = FlowAddress.Call("o-call");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sentence_is_said_once_and_the_flow_is_not_told(bool crashes) => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.SpeakAsync($"You said {await call.WaitForSignalAsync<string>("go")}.");
        };
        await w.StartAsync();
        await CallAsync(w);
        await w.Until(() => w.Summary(Address).State == GrainState.Live && w.Carrier.Effects.Count == 1, "it is called");
        await w.Passes(TimeSpan.FromSeconds(10));
        var first = await SpeakAsync(w, "p-1");
        if (crashes)
        {
            await w.CrashAsync();
        }

        var second = await SpeakAsync(w, "p-1");
        await w.Passes(TimeSpan.FromSeconds(20));
        await w.Process.Router.SendAsync(Address, new Signal("s-1", "go", JsonSerializer.SerializeToElement("go")));
        await w.Ended(Address);

        Assert.Equal((Disposition.Accepted, Disposition.Duplicate), (first.Disposition, second.Disposition));
        Assert.Equal(["call +15550001", "speak One moment.", "speak You said go.", "hangup"], w.Carrier.Effects);
        Assert.Equal("key ops", Entries(w).OfType<SignalEntry>().Single(s => s.Name == SignalNames.Speak).By);
        Assert.Equal("the call is over", (await SpeakAsync(w, "p-2")).Reason);
        Replay.Of(w, Address);
    });

    [Fact]
    public void A_flow_of_handlers_does_not_take_the_hosts_sentence_for_its_own() => World.Run(async w =>
    {
        await w.StartAsync(typeof(Handlers));
        await w.Process.Router.SendAsync(Address, new StartCall("handlers", "+15550100", "+15550001", null));
        await w.Until(() => w.Carrier.Effects.Count == 2, "it speaks");
        await w.Passes(TimeSpan.FromSeconds(20));
        await SpeakAsync(w, "p-1");
        await w.Passes(TimeSpan.FromSeconds(20));
        await w.Process.Router.SendAsync(Address, new HangUpRequest());
        await w.Ended(Address);

        Assert.Equal(["call +15550001", "speak Hello.", "speak One moment.", "hangup"], w.Carrier.Effects);
        Assert.Equal("1", w.Summary(Address).Status);
        Replay.Of(w, Address);
    });

    [Fact]
    public void Nobody_is_spoken_to_who_has_not_answered_or_is_not_there() => World.Run(async w =>
    {
        w.Script = call => call.AnswerAsync();
        await w.StartAsync();
        await w.Process.Router.SendAsync(Address, new StartCall("script", "+15550100", "+15550001", null) { At = w.Time.GetUtcNow() + TimeSpan.FromHours(1) });

        Assert.Equal((Disposition.Late, "it is to be placed later"), Told(await SpeakAsync(w, "p-1")));
        Assert.Equal((Disposition.Late, "it is to be placed later"), Told(await RedirectAsync(w, "d-1", "script")));
        Assert.Equal(Disposition.Unclaimed, (await w.Process.Router.SendAsync(FlowAddress.Call("nobody"), Spoken("p-1"))).Disposition);
        Assert.Equal(Disposition.Unclaimed, (await w.Process.Router.SendAsync(FlowAddress.Thread("+15550100", "+15550001"), Spoken("p-1"))).Disposition);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_command_that_was_refused_is_sent_again(bool crashes) => World.Run(async w =>
    {
        var refused = 0;
        w.Carrier.Fault = (_, request) => request.Command is SpeakCommand { Sentence: "Hello." } && refused++ == 0 ? RequestFault.Refused : RequestFault.None;
        w.Script = async call =>
        {
            await call.AnswerAsync();
            try
            {
                await call.SpeakAsync("Hello.");
            }
            catch (CommandFailedException)
            {
                call.SetStatus("refused");
            }

            await call.WaitForSignalAsync<string>("go");
        };
        await w.StartAsync();
        await CallAsync(w);
        await w.Until(() => w.Summary(Address).Status == "refused", "it is refused");
        var speak = Entries(w).OfType<DecisionEntry>().SelectMany(d => d.Items).OfType<CommandDecided>().Single(c => c.Command is SpeakCommand);
        var (first, second) = (await RetryAsync(w, "r-1", speak), await RetryAsync(w, "r-2", speak));
        if (crashes)
        {
            await w.CrashAsync();
        }

        var third = await RetryAsync(w, "r-1", speak);
        await w.Passes(TimeSpan.FromSeconds(20));
        await w.Process.Router.SendAsync(Address, new Signal("s-1", "go", null));
        await w.Ended(Address);

        Assert.Equal([Disposition.Accepted, Disposition.Late, Disposition.Duplicate], new[] { first, second, third }.Select(r => r.Disposition));
        Assert.Equal("it is being sent again already", second.Reason);
        Assert.Equal(["call +15550001", "speak Hello.", "hangup"], w.Carrier.Effects);
        Replay.Of(w, Address);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_flow_takes_the_call_over_where_it_stands(bool crashes) => World.Run(async w =>
    {
        var after = false;
        w.Script = async call =>
        {
            call.OnEnded(_ => Task.FromResult(after = true));
            await call.AnswerAsync();
            await call.GatherAsync("Press 1.", interDigitTimeout: TimeSpan.FromSeconds(30));
            await call.DelayAsync(TimeSpan.FromHours(1));
        };
        await w.StartAsync(typeof(Apology));
        await CallAsync(w);
        await w.Until(() => w.Carrier.Effects.Contains("gather Press 1."), "it asks");
        await w.Passes(TimeSpan.FromSeconds(5));
        var first = await RedirectAsync(w, "d-1", "apology");
        if (crashes)
        {
            await w.CrashAsync();
        }

        var second = await RedirectAsync(w, "d-1", "apology");
        await w.Ended(Address);

        Assert.Equal((Disposition.Accepted, Disposition.Duplicate), (first.Disposition, second.Disposition));
        Assert.Equal(["speak Sorry, Ada.", "hangup"], w.Carrier.Effects.TakeLast(2));
        Assert.Equal(("apology", "NORMAL_CLEARING", null), (w.Summary(Address).Flow, w.Summary(Address).Cause, w.Summary(Address).Fault));
        Assert.False(after);
        Assert.Equal((GrainState.Ended, 0, null), (w.Summary(Address).State, w.Summary(Address).PendingEffects, w.Summary(Address).WakeAt));
        Replay.Of(w, Address);
    });

    [Fact]
    public void A_call_whose_flow_failed_or_is_quarantined_is_saved_by_another_flow() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.GatherAsync("Press 1.", interDigitTimeout: TimeSpan.FromSeconds(30));
        };
        await w.StartAsync(typeof(Apology));
        await CallAsync(w);
        await w.Until(() => w.Carrier.Effects.Contains("gather Press 1."), "it asks");
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.SpeakAsync("This was not said before.");
        };
        await w.CrashAsync();
        await w.Until(() => w.Summary(Address).Fault is not null, "it cannot be replayed");
        await RedirectAsync(w, "d-1", "apology");
        await w.Ended(Address);

        Assert.Equal(["speak Sorry, Ada.", "hangup"], w.Carrier.Effects.TakeLast(2));
        Assert.Null(w.Summary(Address).Fault);
        Replay.Of(w, Address);
    });

    [Fact]
    public void Only_a_script_of_this_program_takes_a_call_over() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.WaitForSignalAsync<string>("go");
        };
        await w.StartAsync(typeof(Handlers));
        await CallAsync(w);
        await w.Until(() => w.Carrier.Effects.Count == 1, "it is called");

        Assert.Equal((Disposition.Late, "this process has no flow 'nobody'"), Told(await RedirectAsync(w, "d-1", "nobody")));
        Assert.Contains("is no script for calls", (await RedirectAsync(w, "d-2", "handlers")).Reason, StringComparison.Ordinal);
    });

    private static (Disposition, string?) Told(Receipt receipt) => (receipt.Disposition, receipt.Reason);

    private static IEnumerable<JournalEntry> Entries(World w)
    {
        var history = w.Store.ReadAsync(Address).Result!;
        return history.Entries.Select((e, i) => JournalFormat.Read(e, history.First + i, World.Readers));
    }

    private static Task<Receipt> CallAsync(World w) => w.Process.Router.SendAsync(Address, new StartCall("script", "+15550100", "+15550001", null));

    private static Signal Spoken(string id) => new(id, SignalNames.Speak, JsonSerializer.SerializeToElement(new { sentence = "One moment." })) { By = "key ops" };

    private static Task<Receipt> SpeakAsync(World w, string id) => w.Process.Router.SendAsync(Address, Spoken(id));

    private static Task<Receipt> RetryAsync(World w, string id, CommandDecided command) => w.Process.Router.SendAsync(
        Address,
        new Signal(id, SignalNames.Retry, JsonSerializer.SerializeToElement(new { operation = command.Id, leg = command.Leg, tag = command.Tag, command = JsonSerializer.SerializeToElement(command.Command, JournalJson.Default.Command) })));

    private static Task<Receipt> RedirectAsync(World w, string id, string flow) =>
        w.Process.Router.SendAsync(Address, new Signal(id, SignalNames.Redirect, JsonSerializer.SerializeToElement(new { flow, args = "Ada" })) { By = "key ops" });

    [Flow("apology")]
    private sealed class Apology : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync($"Sorry, {call.Args}.");
        }
    }

    [Flow("handlers")]
    private sealed class Handlers : CallFlow<Handlers.Memory>
    {
        public override void OnAnswer(AnswerEvent e) => Call.Speak("Hello.");

        public override void OnSpeak(SpeakEvent e)
        {
            if (e.IsDone)
            {
                Call.SetStatus($"{++State.Spoken}");
            }
        }

        public sealed class Memory
        {
            public int Spoken { get; set; }
        }
    }
}
