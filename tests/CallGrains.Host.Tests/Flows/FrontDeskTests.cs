using CallGrains.Samples;
using CallGrains.Testing;
using CallGrains.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Host.Tests.Flows;

public sealed class FrontDeskTests
{
    private const string Sales = "+15550198";
    private const string Support = "+15550199";

    [Theory, InlineData("1", "sales", Sales), InlineData("2", "support", Support)]
    public async Task A_key_transfers_to_its_team(string key, string team, string number)
    {
        await using var phone = await StartAsync();
        var caller = await phone.DialsAsync("+15550100");

        await caller.Hears("press 1");
        await caller.Presses(key);
        await caller.Hears($"Connecting you to {team}");
        await caller.IsTransferredTo(number);
        await caller.IsTalkingTo(number);
        await caller.HangsUp();
        await caller.IsDone();
        await phone.SentNo<RecordCommand>();
    }

    [Theory, ClassData(typeof(OnEachHost))]
    public async Task A_busy_agent_leads_to_voicemail(string host)
    {
        await using var phone = await StartAsync(host);
        phone.Agent(Support).IsBusy();
        var caller = await phone.DialsAsync("+15550100");

        await caller.Presses("2");
        await caller.IsTransferredTo(Support);
        await caller.Hears("Nobody is free");
        await LeavesAMessageAsync(caller);
    }

    [Theory, InlineData(null), InlineData("7")]
    public async Task Silence_and_other_keys_lead_to_voicemail(string? key)
    {
        await using var phone = await StartAsync();
        var caller = await phone.DialsAsync("+15550100");

        await caller.Hears("Welcome");
        if (key is not null)
        {
            await caller.Presses(key);
        }

        await LeavesAMessageAsync(caller);
        await phone.SentNo<TransferCommand>();
    }

    [Fact]
    public async Task Hanging_up_in_the_menu_ends_it_cleanly()
    {
        await using var phone = await StartAsync();
        var caller = await phone.DialsAsync("+15550100");

        await caller.Hears("Welcome");
        await caller.HangsUp();
        await caller.IsDone();
        await phone.SentNo<SpeakCommand>();
        await phone.SentNo<HangupCommand>();
    }

    [Theory, ClassData(typeof(OnEachHost))]
    public async Task The_team_is_asked_for_once_whatever_dies(string host)
    {
        var directory = new CountingDirectory();
        await using var phone = await FlowTest.Start<FrontDesk>(s => s.AddSingleton<IDirectory>(directory), OnEachHost.Named(host));
        var caller = await phone.DialsAsync("+15550100");

        await phone.CrashesAsync();
        await caller.Presses("1");
        await caller.Hears("Connecting");
        await phone.CrashesAsync();
        await caller.IsTalkingTo(Sales);
        await phone.CrashesAsync();
        await caller.HangsUp();
        await caller.IsDone();
        Assert.Equal(["sales"], directory.Asked);
    }

    [Fact]
    public async Task A_carrier_that_loses_the_answer_to_the_transfer_transfers_once()
    {
        await using var phone = await StartAsync();
        phone.Fails<TransferCommand>(RequestFault.AnswerLost);
        var caller = await phone.DialsAsync("+15550100");

        await caller.Presses("2");
        await caller.IsTalkingTo(Support);
        await caller.HangsUp();
        await caller.IsDone();
        await phone.Sent<TransferCommand>();
        Assert.Single(caller.Journal.OfType<OutcomeEntry>(), o => o.Outcome.Observed);
    }

    private static async Task LeavesAMessageAsync(Caller caller)
    {
        await caller.Hears("Please leave a message");
        await caller.IsRecorded();
        await caller.Presses("#");
        await caller.Hears("Thank you. Goodbye.");
        await caller.IsHungUp(HangupCause.NormalClearing);
        await caller.IsDone();
    }

    private static Task<FlowTest> StartAsync(string host = "in-process") => FlowTest.Start<FrontDesk>(s => s.AddSingleton<IDirectory, SampleDirectory>(), OnEachHost.Named(host));

    private sealed class CountingDirectory : IDirectory
    {
        public List<string> Asked { get; } = [];

        public Task<Agent> FindAsync(string team)
        {
            Asked.Add(team);
            return new SampleDirectory().FindAsync(team);
        }
    }
}
