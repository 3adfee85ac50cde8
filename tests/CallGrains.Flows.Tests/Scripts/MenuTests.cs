using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Scripts;

/// <summary>Menus are asked as often as they say, and take what counts.</summary>
public class MenuTests
{
    [Fact]
    public async Task A_menu_is_asked_again_until_something_is_chosen_and_confirmed()
    {
        await using var phone = await FlowTest.Start<Asks>();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Your number");
        await caller.Hears("We heard nothing.");
        await caller.Hears("Your number");
        await caller.Presses("1#");
        await caller.Hears("That is no number.");
        await phone.CrashesAsync();
        await caller.Hears("Your number");
        await caller.Presses("1234");
        await caller.Hears("1234, right?");
        await caller.Presses("2");
        await caller.Hears("That is no number.");
        await caller.Hears("Your number");
        await caller.Presses("123#");
        await caller.Hears("123, right?");
        await caller.Presses("1");
        await caller.Hears("Chosen 123 4");
        await caller.IsDone();
    }

    [Fact]
    public async Task Silence_and_a_hang_up_are_results()
    {
        await using var phone = await FlowTest.Start<Asks>();
        var silent = await phone.DialsAsync("+15550100");
        await silent.Hears("Silence  4");
        await silent.IsDone();
        var gone = await phone.DialsAsync("+15550100");
        await gone.Hears("Your number");
        await gone.HangsUp();
        await gone.IsDone();
    }

    [Flow("asks")]
    private sealed class Asks : CallScript
    {
        protected override async Task RunAsync(CallContext call)
        {
            await call.AnswerAsync();
            var result = await call.MenuAsync(new Menu("Your number, please.")
            {
                LeastDigits = 3,
                MostDigits = 4,
                Attempts = 4,
                OnSilence = "We heard nothing.",
                OnWrong = "That is no number.",
                Confirm = digits => $"{digits}, right?",
            });
            if (result.End != MenuEnd.HungUp)
            {
                await call.SpeakAsync($"{result.End} {result.Digits} {result.Attempts}");
            }
        }
    }
}
