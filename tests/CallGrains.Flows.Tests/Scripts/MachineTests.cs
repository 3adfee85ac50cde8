using System.Text.Json;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>Whether a person or a machine has answered, as flows are told, whatever goes wrong.</summary>
public class MachineTests
{
    private const string Callee = "+15550199";
    private static readonly FlowAddress Placed = FlowAddress.Call("o-1");
    private static readonly CalleeBehavior Mailbox = new() { Greeting = TimeSpan.FromSeconds(6), Beeps = true };

    [Theory]
    [InlineData(false, "Human Unknown")]
    [InlineData(true, "Machine Beep")]
    public void A_leg_is_told_who_answers_whenever_the_process_dies(bool isMachine, string said)
    {
        var whole = Play(isMachine, AppendFault.None, 0);
        Assert.Contains($"speak {said}", whole.Effects);
        for (var k = 1; k <= whole.Appends; k++)
        {
            foreach (var fault in new[] { AppendFault.CrashBefore, AppendFault.CrashAfter })
            {
                Assert.Equal(whole.Effects, Play(isMachine, fault, k).Effects);
            }
        }
    }

    [Theory]
    [InlineData("machine", "Unknown Unknown")]
    [InlineData("machine-greeting", "Machine Unknown")]
    public void What_is_not_told_in_time_is_unknown(string lost, string said) => World.Run(async w =>
    {
        w.Carrier.DetectsMachines = true;
        w.Carrier.BehaviorOf[Callee] = Mailbox;
        w.Carrier.Drops = e => (string)e["eventType"]! == lost || ((string)e["eventType"]! == "machine-greeting" && lost == "machine");
        w.Script = LegAsync;
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Ended(call);
        Replay.Of(w, call.Address);
        Assert.Contains($"speak {said}", w.Carrier.Effects);
    });

    [Fact]
    public void Where_it_was_not_asked_or_the_leg_is_over_it_is_unknown_at_once() => World.Run(async w =>
    {
        w.Carrier.DetectsMachines = true;
        w.Carrier.BehaviorOf[Callee] = Mailbox with { TalkingTime = TimeSpan.FromSeconds(1) };
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var began = call.Now;
            Assert.Equal((AnsweredBy.Unknown, GreetingEnd.Unknown), (await call.AnsweredByAsync(), await call.GreetingEndedAsync()));
            var plain = await call.DialAsync(Callee);
            Assert.Equal(AnsweredBy.Unknown, await plain.AnsweredByAsync());
            Assert.True(call.Now - began < TimeSpan.FromSeconds(5));
            var gone = await call.DialAsync(Callee, new MachineDetection());
            Assert.Equal(AnsweredBy.Unknown, await gone.AnsweredByAsync(Timeout.InfiniteTimeSpan));
            await call.SpeakAsync("all unknown");
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Ended(call);
        Assert.Contains("speak all unknown", w.Carrier.Effects);
    });

    [Fact]
    public void A_carrier_that_cannot_calls_nobody_and_says_so() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var leg = await call.DialAsync(Callee, new MachineDetection());
            await call.SpeakAsync($"{leg.Answered} {leg.Cause} {await leg.AnsweredByAsync()}");
        };
        await w.StartAsync();
        var call = w.Carrier.Dials();
        await w.Ended(call);
        Assert.Equal(["answer", "speak False not-supported Unknown", "hangup"], w.Carrier.Effects);
    });

    [Theory]
    [InlineData("reminds")]
    [InlineData("reminds-by-hand")]
    public void A_call_that_is_placed_for_a_flow_is_placed_as_the_flow_says(string flow) => World.Run(async w =>
    {
        w.Carrier.DetectsMachines = true;
        w.Carrier.BehaviorOf[Callee] = Mailbox with { Beeps = false };
        await w.StartAsync(typeof(Reminds), typeof(RemindsByHand));
        await w.Process.Router.SendAsync(Placed, new StartCall(flow, "+15550100", Callee, null));
        await w.Until(() => w.Journal(Placed).OfType<EventEntry>().Any(e => e.Event is MachineEvent), "a machine is detected");
        await w.CrashAsync();
        await w.Ended(Placed);
        Replay.Of(w, Placed);
        Assert.Equal([$"call {Callee}", "speak Machine Silence: your table is booked.", "hangup"], w.Carrier.Effects);
        Assert.True(w.Carrier.Requests.Select(r => r.Command).OfType<CreateCallCommand>().Single().Machines is { Greeting: true });
    });

    [Fact]
    public void What_a_flow_asks_is_among_its_needs()
    {
        Assert.Contains(FlowDefinition.Of(typeof(Reminds)).Needs, n => n.Verb == "Reminds [DetectsMachines]" && n.Commands.Contains(typeof(MachineDetection)));
        var lacking = FlowDefinition.Of(typeof(Reminds)).LackingAt(Bandwidth.BandwidthDelivery.Capabilities);
        Assert.Equal(["CallContext.AnsweredByAsync", "CallContext.GreetingEndedAsync", "Reminds [DetectsMachines]"], lacking.Select(n => n.Verb));
        Assert.Empty(FlowDefinition.Of(typeof(RemindsByHand)).LackingAt(Bandwidth.BandwidthDelivery.Capabilities));
        Assert.Throws<ArgumentException>(() => FlowDefinition.Of(typeof(NoCall)));
    }

    [Fact]
    public void A_journal_of_before_asks_for_nothing()
    {
        var old = JsonSerializer.Deserialize<Command>("""{"kind":"createCall","from":"+15550100","to":"+15550199"}""", JsonSerializerOptions.Web);
        Assert.Null(Assert.IsType<CreateCallCommand>(old).Machines);
    }

    private static (List<string> Effects, int Appends) Play(bool isMachine, AppendFault fault, int at)
    {
        (List<string>, int) played = default;
        World.Run(async w =>
        {
            w.Restarts = true;
            w.Carrier.DetectsMachines = true;
            w.Carrier.BehaviorOf[Callee] = isMachine ? Mailbox : new CalleeBehavior();
            w.Script = LegAsync;
            await w.StartAsync();
            w.Process.Journal.Fault = (n, _) => n == at ? fault : AppendFault.None;
            var call = w.Carrier.Dials();
            await w.Until(() => call.IsOver && w.Exists(call.Address) && w.Summary(call.Address).State == GrainState.Ended, "the call has ended");
            Replay.Of(w, call.Address);
            played = ([.. w.Carrier.Effects], w.Process.Journal.Count);
        });
        return played;
    }

    private static async Task LegAsync(CallContext call)
    {
        await call.AnswerAsync();
        var leg = await call.DialAsync(Callee, new MachineDetection { Greeting = true });
        var (who, end) = (await leg.AnsweredByAsync(), await leg.GreetingEndedAsync());
        await leg.SpeakAsync($"{who} {end}");
        await leg.HangUpAsync();
    }

    [Flow("reminds"), DetectsMachines(Greeting = true)]
    internal sealed class Reminds : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync($"{await call.AnsweredByAsync()} {await call.GreetingEndedAsync()}: your table is booked.");
        }
    }

    [Flow("reminds-by-hand"), DetectsMachines(Greeting = true), DoesWithout(typeof(MachineDetection))]
    internal sealed class RemindsByHand : CallFlow<RemindsByHand.Heard>
    {
        public override void OnMachine(MachineEvent e) => State.Who = e.Result == MachineResult.Machine ? "Machine" : "somebody";

        public override void OnMachineGreeting(MachineGreetingEvent e) => Call.Speak($"{State.Who} {(e.Result == MachineGreetingResult.Silence ? "Silence" : e.Result)}: your table is booked.");

        public override void OnSpeak(SpeakEvent e)
        {
            if (e.IsDone)
            {
                Call.Hangup();
            }
        }

        internal sealed class Heard
        {
            public string? Who { get; set; }
        }
    }

    [Flow("no-call"), DetectsMachines]
    private sealed class NoCall : MessageScript
    {
        protected override Task RunAsync(ThreadContext thread) => Task.CompletedTask;
    }
}
