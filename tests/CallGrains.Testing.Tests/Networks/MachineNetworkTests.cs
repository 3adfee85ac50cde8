using CallGrains.Flows;
using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Tests.Networks;

/// <summary>
/// Machines that answer, and keys while something is said, on the simulated networks: over the carriers' real adapters.
/// </summary>
public sealed class MachineNetworkTests
{
    private const string Mailbox = "+15550177";

    public static TheoryData<string> Networks => ["bandwidth", "telnyx"];

    [Theory]
    [InlineData(true, RequestFault.None)]
    [InlineData(false, RequestFault.None)]
    [InlineData(true, RequestFault.AnswerLost)]
    [InlineData(true, RequestFault.Lost)]
    [InlineData(true, RequestFault.CrashAfter)]
    public async Task A_message_is_left_once_a_machine_has_greeted(bool isMachine, RequestFault fault)
    {
        await using var phone = await FlowTest.Start<Leaves>(network: SimulatedNetwork.Telnyx);
        phone.Fails<CreateCallCommand>(fault);
        _ = isMachine ? phone.Agent(Mailbox).IsMachine(TimeSpan.FromSeconds(8)) : phone.Agent(Mailbox).Answers();
        var callee = await phone.CallsAsync("leaves", Mailbox);
        await callee.Hears(isMachine ? "After your greeting (Silence): call us back." : "Hello, is this a good time?");
        await callee.IsHungUp(HangupCause.NormalClearing);
        await callee.IsDone();
        Assert.Single(callee.Heard);
    }

    [Fact]
    public async Task Where_the_detection_is_lost_the_end_of_the_greeting_tells_it()
    {
        await using var phone = await FlowTest.Start<Leaves>(network: SimulatedNetwork.Telnyx);
        phone.Agent(Mailbox).IsMachine();
        phone.Loses(EventTypes.Machine);
        var callee = await phone.CallsAsync("leaves", Mailbox);
        await callee.Hears("After your greeting (Silence): call us back.");
        await callee.IsDone();
    }

    [Fact]
    public async Task A_carrier_that_detects_nothing_refuses_the_call()
    {
        await using var phone = await FlowTest.Start<Dials>(network: SimulatedNetwork.Bandwidth);
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("False not-supported Unknown");
        await caller.IsDone();
        Assert.DoesNotContain(phone.World.Network.Lines, line => line.To == Mailbox);
        var refused = caller.Journal.OfType<OutcomeEntry>().Single(o => o.Outcome.Status == OutcomeStatus.Refused);
        Assert.Contains("has no MachineDetection", refused.Outcome.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flow_that_has_machines_detected_is_fuzzed_with_people_and_machines()
    {
        var reach = FlowFuzz.Run<Leaves>(new FlowFuzzOptions { Seeds = 60, Network = SimulatedNetwork.Telnyx, Entries = [FlowFuzzEntry.IsCalled<Leaves>()] });
        Assert.All(new[] { "After your greeting (Silence)", "Hello, is this a good time?" }, words => Assert.Contains(reach.Decisions.Keys, d => d.Contains(words, StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task Keys_are_heard_while_a_sentence_is_said(string network)
    {
        await using var phone = await FlowTest.Start<Interrupted>(network: network == "telnyx" ? SimulatedNetwork.Telnyx : SimulatedNetwork.Bandwidth);
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("The terms are");
        await caller.Presses("5");
        await phone.PassesAsync(TimeSpan.FromMilliseconds(200));
        await caller.Presses("1");
        await caller.Hears("You pressed 1.");
        await caller.Hears("Now press two keys");
        await caller.Presses("47");
        await caller.Hears("You pressed 47.");
        await caller.Hears("Once more");
        await caller.Presses("3");
        await caller.Hears("You pressed 3.");
        await caller.IsDone();
    }

    [Flow("leaves"), DetectsMachines(Greeting = true)]
    internal sealed class Leaves : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            await call.SpeakAsync(await call.AnsweredByAsync() == AnsweredBy.Machine
                ? $"After your greeting ({await call.GreetingEndedAsync()}): call us back."
                : "Hello, is this a good time?");
        }
    }

    [Flow("dials")]
    internal sealed class Dials : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var leg = await call.DialAsync(Mailbox, new MachineDetection());
            await call.SpeakAsync($"{leg.Answered} {leg.Cause} {await leg.AnsweredByAsync()}");
        }
    }

    /// <summary>Three ways for a key to come while something is said.</summary>
    [Flow("interrupted")]
    internal sealed class Interrupted : CallScript
    {
        private const string Terms = " long, and they are read to you in full, sentence by sentence, until you have heard them all or have pressed a key.";

        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var terms = call.StartSpeak("The terms are" + Terms);
            var pressed = await call.WaitAnyAsync(keys: "1");
            await terms.StopAsync();
            await call.SpeakAsync($"You pressed {pressed.Key}.");

            // A gather that runs beside the sentence; keys stop nothing by themselves.
            var gather = call.StartGather(maxDigits: 2, interDigitTimeout: TimeSpan.FromSeconds(20));
            var asked = call.StartSpeak("Now press two keys. The terms are" + Terms);
            var two = await gather.Completion;
            await asked.StopAsync();
            await call.SpeakAsync($"You pressed {two.Digits}.");

            // A prompt is stopped by the first key.
            var one = await call.GatherAsync("Once more. The terms are" + Terms, maxDigits: 1);
            await call.SpeakAsync($"You pressed {one.Digits}.");
        }
    }
}
