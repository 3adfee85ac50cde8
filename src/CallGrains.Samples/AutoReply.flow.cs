using CallGrains.Flows;

namespace CallGrains.Samples;

/// <summary>
/// Answers texts: BOOK begins a conversation in two steps, and so does the control API; anything else is told so. STOP,
/// START and HELP are the framework's.
/// </summary>
[Flow("auto-reply")]
public sealed class AutoReply : MessageScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    protected override async Task RunAsync(ThreadContext thread)
    {
        if (thread.Args is null && !string.Equals((await thread.NextAsync())?.Text?.Trim(), "BOOK", StringComparison.OrdinalIgnoreCase))
        {
            await thread.ReplyAsync("Thank you for your text. Reply BOOK to book a table.");
            return;
        }

        await thread.ReplyAsync("Which day?");
        var day = await thread.NextAsync(Patience);
        if (day is null)
        {
            return;
        }

        await thread.ReplyAsync($"{day.Text}, at what time?");
        if (await thread.NextAsync(Patience) is { } time)
        {
            await thread.ReplyAsync($"Your table is booked: {day.Text}, {time.Text}.");
        }
    }
}
