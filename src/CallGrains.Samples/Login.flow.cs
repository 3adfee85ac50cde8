using CallGrains.Flows;

namespace CallGrains.Samples;

/// <summary>
/// A login by text: LOGIN asks for the PIN, three wrong ones or five minutes of silence end it. A STOP ends it too, and
/// the first text after a START begins anew.
/// </summary>
[Flow("login")]
public sealed class Login(IPinBook pins) : MessageScript
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override async Task RunAsync(ThreadContext thread)
    {
        var first = await thread.NextAsync();
        if (!string.Equals(first?.Text?.Trim(), "LOGIN", StringComparison.OrdinalIgnoreCase))
        {
            await thread.ReplyAsync("Reply LOGIN to log in.");
            return;
        }

        var prompt = "What is your PIN?";
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            await thread.ReplyAsync(prompt);
            if (await thread.NextAsync(Patience) is not { } text)
            {
                await thread.ReplyAsync("You took too long. Reply LOGIN to try again.");
                return;
            }

            var pin = text.Text?.Trim() ?? "";
            if (await thread.StepAsync("check PIN", () => pins.FindAsync(pin)) is { } pass)
            {
                await thread.ReplyAsync($"You are logged in to room {pass.Room}.");
                return;
            }

            prompt = "That is not a PIN of ours. Please try again.";
        }

        await thread.ReplyAsync("Too many wrong PINs. Goodbye.");
    }
}
