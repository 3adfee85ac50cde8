using CallGrains.Samples;
using CallGrains.Testing;

namespace CallGrains.Host.Tests.Flows;

public sealed class SurveyTests
{
    [Fact]
    public async Task Three_answers_are_kept_over_a_crash()
    {
        await using var phone = await FlowTest.Start<Survey>();
        var caller = await phone.DialsAsync("+15550101");

        await caller.Hears("three questions");
        await caller.Hears("How was the call?");
        await caller.Presses("5");
        await caller.Hears("our advice");
        await phone.CrashesAsync();
        await caller.Presses("4");
        await caller.Hears("recommend");
        await caller.Presses("3");
        await caller.Hears("Goodbye");
        await caller.IsHungUp();
        await caller.IsDone();

        Assert.Equal("""{"scores":["5","4","3"]}""", State(caller));
    }

    [Fact]
    public async Task Silence_skips_a_question()
    {
        await using var phone = await FlowTest.Start<Survey>();
        var caller = await phone.DialsAsync("+15550101");

        await caller.Hears("How was the call?");
        await caller.Hears("our advice");
        await caller.Presses("2");
        await caller.Hears("recommend");
        await caller.IsHungUp();

        Assert.Equal("""{"scores":["","2",""]}""", State(caller));
    }

    [Fact]
    public async Task Who_hangs_up_is_asked_nothing_more()
    {
        await using var phone = await FlowTest.Start<Survey>();
        var caller = await phone.DialsAsync("+15550101");

        await caller.Hears("How was the call?");
        await caller.HangsUp();
        await phone.PassesAsync(TimeSpan.FromHours(1));

        await phone.SentNo<GatherCommand>(g => g.Prompt!.Sentence!.Contains("advice", StringComparison.Ordinal));
        await phone.SentNo<HangupCommand>();
    }

    private static string? State(Caller caller) => caller.Journal.OfType<DecisionEntry>().Last(d => d.State is not null).State?.GetRawText();
}
