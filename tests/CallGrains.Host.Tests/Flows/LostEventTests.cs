using CallGrains.Samples;
using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Host.Tests.Flows;

/// <summary>
/// Promise 7 for the sample flows: whatever type of event the carrier never tells, every call ends as it would have.
/// </summary>
public sealed class LostEventTests
{
    private const string OnDuty = "+15550199";

    private static readonly Dictionary<string, Func<FlowTest, Task<Phone>>> Plays = new()
    {
        ["transfer, the caller hangs up"] = phone => TransferAsync(phone, caller => caller.HangsUp()),
        ["transfer, the agent hangs up"] = phone => TransferAsync(phone, _ => phone.Agent(OnDuty).HangsUp()),
        ["transfer to a busy agent"] = async phone =>
        {
            phone.Agent(OnDuty).IsBusy();
            var caller = await phone.DialsAsync("+15550100");
            await caller.Hears("press 1");
            await caller.Presses("2");
            return await LeavesAMessageAsync(caller);
        },
        ["silence in the menu"] = async phone => await LeavesAMessageAsync(await phone.DialsAsync("+15550100")),
        ["a hang-up in the menu"] = async phone =>
        {
            var caller = await phone.DialsAsync("+15550100");
            await caller.Hears("Welcome");
            await caller.HangsUp();
            return caller;
        },
        ["survey"] = async phone =>
        {
            var caller = await phone.DialsAsync("+15550101");
            foreach (var question in new[] { "How was the call?", "our advice", "recommend" })
            {
                await caller.Hears(question);
                await caller.Presses("4");
            }

            await caller.IsHungUp();
            return caller;
        },
        ["voicemail"] = async phone => await LeavesAMessageAsync(await phone.DialsAsync("+15550103")),
        ["voicemail, hung up while recording"] = async phone =>
        {
            var caller = await phone.DialsAsync("+15550103");
            await caller.IsRecorded();
            await caller.HangsUp();
            return caller;
        },
        ["reminder"] = async phone =>
        {
            var customer = await phone.CallsAsync("reminder", "+15550124");
            await customer.Hears("To confirm press 1");
            await customer.Presses("1");
            await customer.IsHungUp();
            return customer;
        },
    };

    // Not incomingcall: of a call that nobody has told of nothing is known (what follows it begins it: see
    // WatchdogTests).
    private static readonly string[] Types =
    [
        EventTypes.Answer, EventTypes.Speak, EventTypes.Gather, EventTypes.Dtmf, EventTypes.Hangup, EventTypes.Recording, EventTypes.Transcription, EventTypes.Sms,
    ];

    public static TheoryData<string, string> Losses => new(Plays.Keys.SelectMany(_ => Types, (play, type) => (play, type)));

    [Theory, MemberData(nameof(Losses))]
    public async Task Every_call_ends_right(string play, string lost) => Assert.Equal(await PlayAsync(play, null), await PlayAsync(play, lost));

    private static async Task<string> PlayAsync(string play, string? lost)
    {
        await using var phone = await FlowTest.Start(services => services
            .AddSingleton<IDirectory, SampleDirectory>()
            .AddFlow<FrontDesk>("+15550100").AddFlow<Survey>("+15550101").AddFlow<Voicemail>("+15550103").AddFlow<Reminder>("+15550104"));
        if (lost is not null)
        {
            phone.Loses(lost);
        }

        var person = await Plays[play](phone);
        await person.IsDone();
        await phone.PassesAsync(TimeSpan.FromMinutes(1));
        var texts = person.Journal.OfType<DecisionEntry>().SelectMany(d => d.Items).OfType<CommandDecided>().Select(c => c.Command).OfType<SendMessageCommand>();
        return $"heard: {string.Join(" | ", person.Heard)}\nended: {person.Cause}\ntexts: {string.Join(" | ", texts.Select(t => t.Text))}";
    }

    private static async Task<Phone> TransferAsync(FlowTest phone, Func<Caller, Task> end)
    {
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("press 1");
        await caller.Presses("2");
        await caller.IsTalkingTo(OnDuty);
        await end(caller);
        return caller;
    }

    private static async Task<Phone> LeavesAMessageAsync(Caller caller)
    {
        await caller.Hears("leave a message");
        await caller.IsRecorded();
        await caller.Presses("#");
        await caller.IsHungUp();
        return caller;
    }
}
