using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>Several prompts, one after the other; the first key stops them all and counts.</summary>
public class PlayListTests
{
    [Fact]
    public async Task All_prompts_are_heard_in_their_order_and_then_the_digits_count()
    {
        await using var phone = await FlowTest.Start<Plays>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Welcome.");
        await phone.CrashesAsync();
        await caller.Hears("https://example.com/ad.wav");
        await caller.Hears("Your number, please.");
        await phone.PassesAsync(TimeSpan.FromSeconds(3));
        await caller.Presses("115");
        await phone.CrashesAsync();
        await caller.Presses("5");
        await caller.Hears("1155 max-digits");
        await caller.IsDone();
    }

    [Theory]
    [InlineData("1155", "1155 max-digits")]
    [InlineData("11#", "11 terminating-digit")]
    [InlineData("#", "nothing terminating-digit")]
    [InlineData("7", "7 inter-digit-timeout")]
    public async Task The_first_key_stops_what_is_heard_and_the_rest_and_counts(string keys, string result)
    {
        await using var phone = await FlowTest.Start<Plays>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Welcome.");
        await caller.Presses(keys);
        await caller.Hears(result);
        Assert.Equal(["Welcome.", result], caller.Heard);
        await caller.IsDone();
    }

    [Fact]
    public async Task Silence_and_a_hang_up_are_results()
    {
        await using var phone = await FlowTest.Start<Plays>();
        var silent = await phone.DialsAsync("+15550100");
        await silent.Hears("nothing inter-digit-timeout");
        await silent.IsDone();
        var gone = await phone.DialsAsync("+15550100");
        await gone.Hears("ad.wav");
        await gone.HangsUp();
        await gone.IsDone();
        Assert.Contains(gone.Journal.OfType<DecisionEntry>(), d => d.Status == "hung-up");
    }

    [Fact]
    public async Task A_menu_has_a_play_list_too()
    {
        await using var phone = await FlowTest.Start<Asks>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Good evening.");
        await caller.Hears("menu.wav");
        await caller.Presses("9");
        await caller.Hears("There is no 9.");
        await caller.Hears("Good evening.");
        await caller.Presses("2");
        await caller.Hears("Chosen 2 2");
        await caller.IsDone();
    }

    [Flow("plays")]
    private sealed class Plays : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var keys = await call.GatherAsync(["Welcome.", new Prompt { FileUrl = new Uri("https://example.com/ad.wav") }, "Your number, please."], maxDigits: 4);
            call.SetStatus(keys.Reason);
            if (!keys.HungUp)
            {
                await call.SpeakAsync($"{(keys.Digits.Length == 0 ? "nothing" : keys.Digits)} {keys.Reason}");
            }
        }
    }

    [Flow("asks-long")]
    private sealed class Asks : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var result = await call.MenuAsync(new Menu("Good evening.")
            {
                FollowedBy = [new Prompt { FileUrl = new Uri("https://example.com/menu.wav") }],
                Choices = ["1", "2"],
                OnWrong = "There is no 9.",
            });
            await call.SpeakAsync($"{result.End} {result.Digits} {result.Attempts}");
        }
    }
}
