using CallGrains.Flows.Tests.Support;

namespace CallGrains.Flows.Tests.Hosting;

/// <summary>What the fuzzer has found, each as the shortest story that leads there.</summary>
public class FoundByFuzzingTests
{
    [Fact]
    public void The_end_of_a_leg_that_is_lost_after_the_end_of_its_call_is_asked_for() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            var leg = await call.DialAsync("+15550199");
            await leg.HangUpAsync();
        };
        w.Carrier.Drops = e => (string)e["eventType"]! == "hangup" && (string)e["callId"]! == "c-2";
        await w.StartAsync();

        var call = w.Carrier.Dials();
        await w.Until(() => w.Carrier.Got<HangupCommand>(), "the leg is hung up");
        call.HangUp();
        await w.Ended(call);

        Assert.True(w.Journal(call.Address).OfType<EventEntry>().Single(e => e is { Leg: not 0, Event: HangupEvent }).Observed);
    });

    [Fact]
    public void A_grain_that_cannot_be_read_at_the_start_is_tried_again() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            call.OnEnded(c => c.SendAsync(c.From, "Goodbye.", patience: TimeSpan.Zero));
            await call.AnswerAsync();
        };
        w.Restarts = true;
        w.Carrier.Fault = (_, r) => r.Command is SendMessageCommand && w.Carrier.Requests.Count(q => q.Command is SendMessageCommand) == 1 ? RequestFault.CrashBefore : RequestFault.None;
        await w.StartAsync();
        var reads = 0;
        w.Begins = process => process.Journal.ReadFails = () => ++reads <= 3;

        var call = w.Carrier.Dials();
        await w.Ended(call);

        Assert.Equal(["answer", "hangup", "text +15550001 Goodbye."], w.Carrier.Effects);
        Assert.True(reads > 3, $"{reads} reads");
        Assert.True(w.Time.GetUtcNow() - w.Summary(call.Address).EndedAt < TimeSpan.FromSeconds(10), "it took as long as the sweep");
    });

    [Fact]
    public void What_a_process_has_acknowledged_and_not_reacted_to_is_found_by_one_that_was_there_before() => World.Run(async w =>
    {
        var first = await w.StartAsync(typeof(Thanks));
        var other = w.NewProcess();
        await other.Host.RecoverAsync();
        first.Journal.Fault = (n, _) => n == 2 ? AppendFault.CrashBefore : AppendFault.None;

        var thread = w.Carrier.Desk.Texts("Hello.", "thanks");
        await w.Until(() => first.IsDead, "the crash between event and decision");
        await w.Until(() => w.Carrier.Effects.Count > 0, "the answer");

        Assert.Single(w.Carrier.Acknowledged);
        Assert.Equal(["text +15550001 Thanks."], w.Carrier.Effects);
        Assert.Single(w.Journal(thread).OfType<DecisionEntry>(), d => d.Items.Count > 0);
    });

    [Fact]
    public void A_thread_whose_script_has_failed_is_found_as_well() => World.Run(async w =>
    {
        var first = await w.StartAsync(typeof(Fragile));
        var other = w.NewProcess();
        await other.Host.RecoverAsync();
        first.Journal.Fault = (n, _) => n == 4 ? AppendFault.CrashBefore : AppendFault.None;

        var thread = w.Carrier.Desk.Texts("Fail.", "fragile");
        await w.Until(() => w.Exists(thread) && w.Summary(thread).Fault is not null, "the script fails");
        w.Carrier.Desk.Texts("Hello.", "fragile");
        await w.Until(() => first.IsDead, "the crash between event and decision");
        await w.Until(() => w.Carrier.Effects.Count > 0, "the answer");

        Assert.Equal(["text +15550001 Thanks."], w.Carrier.Effects);
    });

    [Fact]
    public void Handlers_whose_command_is_refused_do_not_leave_the_caller_in_silence() => World.Run(async w =>
    {
        w.Carrier.Fault = (_, r) => r.Command is GatherCommand ? RequestFault.Refused : RequestFault.None;
        await w.StartAsync(typeof(MenuHandlers));

        await w.Ended(w.Carrier.Dials("menu-handlers", "1"));

        Assert.Equal(["answer", "speak Welcome.", "hangup"], w.Carrier.Effects);
    });

    [Flow("fragile")]
    private sealed class Fragile : MessageScript
    {
        protected override async Task RunAsync(ThreadContext thread)
        {
            var text = await thread.NextAsync();
            await (text?.Text == "Fail." ? throw new InvalidOperationException("as was asked for") : thread.ReplyAsync("Thanks."));
        }
    }

    [Flow("thanks")]
    private sealed class Thanks : MessageFlow<MenuState>
    {
        public override void OnMessage(MessageEvent e) => Thread.Reply("Thanks.");
    }
}
