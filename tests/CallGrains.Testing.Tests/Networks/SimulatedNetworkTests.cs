using CallGrains.Flows;
using CallGrains.Testing.Tests.FlowTests;
using CallGrains.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.Networks;

/// <summary>
/// Flows on the simulated networks of the carriers, over the carriers' real adapters, in virtual time.
/// </summary>
public sealed class SimulatedNetworkTests
{
    private const string Agent = "+15550198";

    public static TheoryData<string> Networks => ["bandwidth", "telnyx"];

    [Theory, MemberData(nameof(Networks))]
    public async Task A_call_is_played_through(string network)
    {
        await using var phone = await StartAsync(network);
        var caller = await phone.DialsAsync("+15550100");

        await caller.IsAnswered();
        await caller.Hears("press 1");
        await caller.Presses("2");
        await caller.Hears("YOU PRESSED 2");
        await caller.IsHungUp(HangupCause.NormalClearing);
        await caller.IsDone();
        await caller.Journalled<EventEntry>(e => e.Event is GatherEvent { Digits: "2" });
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_transfer_reaches_an_agent_and_a_busy_one_gives_the_caller_back(string network)
    {
        await using var phone = await StartAsync(network, async call =>
        {
            if (!(await call.TransferAsync(Agent)).Answered)
            {
                await call.SpeakAsync("The agent is busy.");
            }
        });
        phone.Agent(Agent).IsBusy();
        var first = await PressesAsync(phone, "+15550111");
        await first.Hears("The agent is busy.");
        phone.Agent(Agent).Answers();
        var second = await PressesAsync(phone, "+15550112");
        await second.IsTransferredTo(Agent);
        await second.IsTalkingTo(Agent);
        await second.HangsUp();
        await second.IsDone();
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_sentence_whose_answer_is_lost_is_said_once(string network)
    {
        await using var phone = await StartAsync(network);
        phone.Fails<SpeakCommand>(RequestFault.AnswerLost);
        var caller = await PressesAsync(phone, "+15550111");
        await caller.IsDone();
        Assert.Single(caller.Heard, heard => heard == "You pressed 1.");
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_process_that_dies_is_followed_by_one_that_goes_on(string network)
    {
        await using var phone = await StartAsync(network);
        phone.Fails<GatherCommand>(RequestFault.CrashAfter);
        var caller = await PressesAsync(phone, "+15550111");
        await phone.CrashesAsync();
        await caller.Hears("You pressed 1.");
        await caller.IsDone();
        await phone.Sent<HangupCommand>();
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_leg_of_which_only_its_first_event_is_known_can_be_hung_up(string network)
    {
        await using var phone = await StartAsync(network, async call =>
        {
            var dialled = call.StartDial(Agent);
            await call.DelayAsync(TimeSpan.FromSeconds(5));
            await dialled.HangUpAsync();
            await call.DelayAsync(TimeSpan.FromMinutes(1));
        });
        phone.Agent(Agent).Answers(after: TimeSpan.FromSeconds(30));
        phone.Fails<CreateCallCommand>(RequestFault.AnswerLost);
        await PressesAsync(phone, "+15550111");
        await phone.Agent(Agent).IsHungUp();
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_call_that_comes_back_to_a_conference_is_known_to_be_in_when_its_event_is_lost(string network)
    {
        await using var phone = await FlowTest.Start<Visitor>(s => s.AddFlow<Hall>(), network: Named(network));
        var caller = await phone.DialsAsync("+15550100");
        await caller.IsInConference(members: 1);
        await phone.SignalsAsync(caller.Address, "out");
        await caller.Hears("You are out.");
        phone.Loses(EventTypes.ConferenceMember, times: 1);
        await caller.Hears("You are in again.");
        await caller.HangsUp();
        await caller.IsDone();
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_conference_hears_of_the_end_of_its_announcement(string network)
    {
        await using var phone = await FlowTest.Start<Visitor>(s => s.AddFlow<Hall>(), network: Named(network));
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Welcome to the hall.");
        await caller.Hears("That was the welcome.");
    }

    [Theory, MemberData(nameof(Networks))]
    public void Conferences_are_fuzzed_over_it(string network)
    {
        var reach = FlowFuzz.Run<Visitor>(new FlowFuzzOptions { Seeds = 60, Network = Named(network), Services = s => s.AddFlow<Hall>(), Signals = [new("out")] });
        Assert.Contains(reach.Decisions.Keys, d => d.Contains("That was the welcome", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_text_comes_in_and_is_answered(string network)
    {
        await using var phone = await FlowTest.Start<Echo>(network: Named(network));
        await phone.TextsAsync(FlowTest.SomeCaller, "Hello");
        Assert.Equal("You wrote Hello", await phone.Replies(FlowTest.SomeCaller, "you wrote"));
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task A_text_from_a_number_that_is_not_the_accounts_is_refused_as_in_production(string network)
    {
        var status = "";
        await using var phone = await StartAsync(network, async call =>
        {
            try
            {
                status = (await call.SendAsync(call.From, "Hello", from: "+15559999")).State ?? "";
            }
            catch (CommandFailedException)
            {
                status = "refused";
            }
        });
        var caller = await PressesAsync(phone, "+15550111");
        await caller.IsDone();
        Assert.Equal("refused", status);
    }

    [Theory, MemberData(nameof(Networks))]
    public async Task The_same_test_does_the_same_each_time(string network)
    {
        Assert.Equal(await LadderAsync(network), await LadderAsync(network));
    }

    [Theory, MemberData(nameof(Networks))]
    public void Flows_are_fuzzed_over_it(string network)
    {
        var reach = FlowFuzz.Run<Desk>(new FlowFuzzOptions { Seeds = 40, Network = Named(network), Services = s => s.AddSingleton<Func<CallContext, Task>>(_ => Task.CompletedTask) });
        Assert.Contains(reach.Decisions.Keys, d => d.Contains("You pressed", StringComparison.Ordinal));
    }

    private static SimulatedNetwork Named(string name) => name == "telnyx" ? SimulatedNetwork.Telnyx : SimulatedNetwork.Bandwidth;

    private static Task<FlowTest> StartAsync(string network, Func<CallContext, Task>? then = null) =>
        FlowTest.Start<Desk>(s => s.AddSingleton(then ?? (_ => Task.CompletedTask)), network: Named(network));

    private static async Task<Caller> PressesAsync(FlowTest phone, string from)
    {
        var caller = await phone.DialsAsync("+15550100", from);
        await caller.Hears("press 1");
        await caller.Presses("1");
        return caller;
    }

    private static async Task<string> LadderAsync(string network)
    {
        await using var phone = await StartAsync(network);
        var caller = await PressesAsync(phone, "+15550111");
        await caller.IsDone();
        return phone.Ladder;
    }
}
