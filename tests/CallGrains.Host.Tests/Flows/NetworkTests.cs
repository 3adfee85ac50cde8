using CallGrains.Samples;
using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Host.Tests.Flows;

/// <summary>
/// Each sample flow on each carrier's simulated network, over the carrier's real adapter: written once, it does the
/// same. What a carrier lacks is in <c>docs/carriers.md</c>.
/// </summary>
public sealed class NetworkTests
{
    private const string Support = "+15550199";
    private const string Guest = "+15550125";

    public static TheoryData<string> Both => ["bandwidth", "telnyx"];

    [Theory, MemberData(nameof(Both))]
    public async Task The_front_desk_transfers(string network)
    {
        await using var phone = await StartAsync(network, s => s.AddFlow<FrontDesk>("+15550100"));
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("press 1");
        await caller.Presses("2");
        await caller.Hears("Connecting you to support");
        await caller.IsTransferredTo(Support);
        await caller.IsTalkingTo(Support);
        await caller.HangsUp();
        await caller.IsDone();
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_survey_keeps_three_answers_over_a_crash(string network)
    {
        await using var phone = await StartAsync(network, s => s.AddFlow<Survey>("+15550101"));
        var caller = await phone.DialsAsync("+15550101");
        foreach (var (question, key) in new[] { ("How was the call?", "5"), ("our advice", "4"), ("recommend", "3") })
        {
            await caller.Hears(question);
            await phone.CrashesAsync();
            await caller.Presses(key);
        }

        await caller.Hears("Goodbye");
        await caller.IsHungUp();
        await caller.IsDone();
        Assert.Equal("""{"scores":["5","4","3"]}""", caller.Journal.OfType<DecisionEntry>().Last(d => d.State is not null).State?.GetRawText());
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_reminder_is_confirmed_by_a_key_and_a_text(string network)
    {
        await using var phone = await StartAsync(network, s => s.AddFlow<Reminder>("+15550104"));
        var customer = await phone.CallsAsync("reminder", "+15550124", new Appointment("the dentist", RetryMinutes: 90), from: "+15550104");
        await customer.Hears("a reminder of the dentist");
        await customer.Presses("1");
        await customer.Hears("You have confirmed it");
        await customer.IsHungUp();
        await phone.Replies("+15550124", "You have confirmed the dentist.");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Who_is_busy_is_reminded_again(string network)
    {
        await using var phone = await StartAsync(network, s => s.AddFlow<Reminder>("+15550104"));
        var customer = phone.Agent("+15550124").IsBusy();
        await phone.CallsAsync("reminder", "+15550124", new Appointment("the dentist", RetryMinutes: 90), from: "+15550104");
        await customer.Rings();
        customer.Answers();
        await phone.PassesAsync(TimeSpan.FromMinutes(92));
        await customer.Rings();
        await customer.Hears("a reminder of the dentist");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_table_is_booked_by_text(string network)
    {
        await using var phone = await StartAsync(network, s => s.AddFlow<AutoReply>("+15550105"));
        foreach (var (text, reply) in new[] { ("Hello?", "Reply BOOK"), ("book", "Which day?"), ("Friday", "at what time?"), ("At eight", "Your table is booked: Friday, At eight.") })
        {
            await phone.TextsAsync(Guest, text, "+15550105");
            await phone.Replies(Guest, reply);
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_login_knows_the_pin(string network)
    {
        await using var phone = await StartAsync(network, s => s.AddFlow<Login>("+15550112"));
        await phone.TextsAsync(Guest, "LOGIN", "+15550112");
        await phone.Replies(Guest, "What is your PIN?");
        await phone.TextsAsync(Guest, "1234", "+15550112");
        await phone.Replies(Guest, "You are logged in to room main.");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_queue_gives_a_caller_to_an_agent(string network)
    {
        await using var phone = await StartAsync(network, s => s.AddFlow<WaitingLine>("+15550111").AddFlow<CallQueue>("+15550111"));
        var caller = await phone.DialsAsync("+15550111", "+15550131");
        await caller.Hears("hold.mp3");
        await phone.TextsAsync(Support, "FREE", "+15550111");
        await caller.Hears("Thank you for waiting");
        await caller.IsTalkingTo(Support);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task The_clinic_texts_its_address(string network)
    {
        await using var phone = await StartAsync(network, s => s.AddFlow<Clinic>("+15550110"));
        var caller = await phone.DialsAsync("+15550110");
        await caller.Hears("Welcome to the clinic");
        await caller.Presses("3");
        await phone.Replies(caller.Number, "1 Main Street");
        await caller.Hears("We have texted you");
        await caller.IsHungUp();
    }

    [Fact]
    public async Task A_voicemail_is_written_down_by_Bandwidth()
    {
        await using var phone = await StartAsync("bandwidth", s => s.AddFlow<Voicemail>("+15550103"));
        var caller = await phone.DialsAsync("+15550103");
        await caller.IsRecorded();
        await caller.Says("The roof leaks.");
        await caller.Presses("#");
        await caller.Hears("Thank you");
        await phone.Replies(Support, "The roof leaks.");
        await caller.IsDone();
    }

    [Fact]
    public async Task Guests_and_moderator_meet_at_Bandwidth()
    {
        await using var phone = await StartAsync("bandwidth", s => s.AddFlow<ConferenceDoor>("+15550102").AddFlow<Meeting>());
        var guest = await EntersAsync(phone, "+15550111", "1234#");
        await guest.Hears("as soon as the moderator is there");
        var moderator = await EntersAsync(phone, "+15550119", "9999#");
        await guest.IsInConference(members: 2);
        await moderator.Hears("has joined. There are 2 of you now.");
        await moderator.HangsUp();
        await guest.IsHungUp();
        await guest.IsDone();
    }

    private static Task<FlowTest> StartAsync(string network, Action<IServiceCollection> flows) => FlowTest.Start(
        services =>
        {
            services.AddSingleton<IDirectory, SampleDirectory>().AddSingleton<IPinBook, SamplePins>();
            flows(services);
        },
        network: network == "telnyx" ? SimulatedNetwork.Telnyx : SimulatedNetwork.Bandwidth);

    private static async Task<Caller> EntersAsync(FlowTest phone, string from, string pin)
    {
        var caller = await phone.DialsAsync("+15550102", from);
        await caller.Hears("enter your PIN");
        await caller.Presses(pin);
        return caller;
    }
}
