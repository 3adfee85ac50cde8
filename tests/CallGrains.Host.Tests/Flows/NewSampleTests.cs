using CallGrains.Samples;
using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Host.Tests.Flows;

/// <summary>A clinic's menu, a call queue and a login by text: as their callers meet them, and fuzzed.</summary>
public sealed class NewSampleTests
{
    private const string Clinic = "+15550110";
    private const string Queue = "+15550111";
    private const string Agent = "+15550199";

    private static void Samples(IServiceCollection services) => services.AddSingleton<IDirectory, SampleDirectory>().AddSingleton<IPinBook, SamplePins>();

    [Fact]
    public async Task The_clinic_asks_again_and_texts_its_address()
    {
        await using var phone = await FlowTest.Start<Clinic>(Samples);
        var caller = await phone.DialsAsync(Clinic);
        await caller.Hears("Welcome to the clinic");
        await caller.Presses("7");
        await caller.Hears("none of the keys");
        await phone.CrashesAsync();
        await caller.Presses("3");
        await phone.Replies(caller.Number, "1 Main Street");
        await caller.Hears("We have texted you");
        await caller.IsHungUp();
    }

    [Theory]
    [InlineData("anonymous", "Your number is withheld")]
    [InlineData("", "Your number is withheld")]
    public async Task Who_withholds_the_number_is_told_the_address(string from, string heard)
    {
        await using var phone = await FlowTest.Start<Clinic>(Samples);
        var caller = await phone.DialsAsync(Clinic, from);
        await caller.Hears("Welcome");
        await caller.Presses("3");
        await caller.Hears(heard);
        await caller.IsDone();
    }

    [Theory]
    [InlineData("My leg hurts.", "said: My leg hurts.")]
    [InlineData("", "called and said nothing")]
    public async Task A_message_is_told_from_silence(string words, string told)
    {
        await using var phone = await FlowTest.Start<Clinic>(Samples);
        phone.Agent(Agent).IsBusy();
        var caller = await phone.DialsAsync(Clinic);
        await caller.Hears("Welcome");
        await caller.Presses("1");
        await caller.Hears("leave a message");
        await caller.IsRecorded();
        await caller.Says(words);
        await caller.HangsUp();
        await phone.Replies(Agent, told);
        await caller.IsDone();
    }

    [Fact]
    public async Task The_queue_gives_callers_to_agents_in_their_order_and_forgets_who_left()
    {
        await using var phone = await FlowTest.Start(s => s.AddFlow<WaitingLine>(Queue).AddFlow<CallQueue>(Queue));
        var first = await phone.DialsAsync(Queue, "+15550131");
        var second = await phone.DialsAsync(Queue, "+15550132");
        var third = await phone.DialsAsync(Queue, "+15550133");
        foreach (var caller in new[] { first, second, third })
        {
            await caller.Hears("hold.mp3");
        }

        await first.HangsUp();
        await first.IsDone();
        await phone.CrashesAsync();
        await phone.TextsAsync(Agent, "free", Queue);
        await second.Hears("Thank you for waiting");
        await second.IsTalkingTo(Agent);
        await phone.TextsAsync("+15550198", "FREE", Queue);
        await third.IsTalkingTo("+15550198");
    }

    [Fact]
    public async Task A_login_knows_the_pin_and_a_stop_ends_it()
    {
        await using var phone = await FlowTest.Start<Login>(Samples);
        await phone.TextsAsync(FlowTest.SomeCaller, "login");
        await phone.Replies(FlowTest.SomeCaller, "What is your PIN?");
        await phone.TextsAsync(FlowTest.SomeCaller, "0000");
        await phone.Replies(FlowTest.SomeCaller, "not a PIN");
        await phone.TextsAsync(FlowTest.SomeCaller, "Stop.");
        await phone.Replies(FlowTest.SomeCaller, "unsubscribed");
        await phone.TextsAsync(FlowTest.SomeCaller, "START");
        await phone.TextsAsync(FlowTest.SomeCaller, "LOGIN");
        await phone.Replies(FlowTest.SomeCaller, "What is your PIN?");
        await phone.TextsAsync(FlowTest.SomeCaller, "1234");
        await phone.Replies(FlowTest.SomeCaller, "You are logged in to room main.");
    }

    [Fact]
    public void The_clinic_is_fuzzed()
    {
        var reach = FlowFuzz.Run<Clinic>(new FlowFuzzOptions { Seeds = 150, Services = Samples, Keys = ["1", "2", "3", "7"], Speech = ["My leg hurts.", ""] });
        Assert.Contains($"clinic: transfer to {Agent}", reach.Decisions.Keys);
        Assert.Contains("clinic: record", reach.Decisions.Keys);
        Assert.Contains("clinic: speak \"We have texted you. Goodbye.\"", reach.Decisions.Keys);
        Assert.Contains(reach.Decisions.Keys, d => d.Contains("called and said nothing", StringComparison.Ordinal));
    }

    [Fact]
    public void The_queue_is_fuzzed()
    {
        var reach = FlowFuzz.Run<WaitingLine>(new FlowFuzzOptions
        {
            Seeds = 150,
            Services = s => s.AddFlow<CallQueue>(Queue),
            Entries = [FlowFuzzEntry.Dials<WaitingLine>(Queue), FlowFuzzEntry.Texts<CallQueue>(Queue)],
            Words = ["FREE", "hello"],
            MostCallers = 4,
        });
        Assert.Contains("waiting-line: speak \"Thank you for waiting.\"", reach.Decisions.Keys);
    }

    [Fact]
    public void The_login_is_fuzzed()
    {
        var reach = FlowFuzz.Run<Login>(seeds: 150, Samples, words: ["LOGIN", "1234", "0000", "STOP", "START"]);
        Assert.Contains(reach.Decisions.Keys, d => d.EndsWith("\"You are logged in to room main.\"", StringComparison.Ordinal));
        Assert.Contains(reach.Decisions.Keys, d => d.EndsWith("\"Too many wrong PINs. Goodbye.\"", StringComparison.Ordinal));
    }
}
