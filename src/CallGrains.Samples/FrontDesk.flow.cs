using CallGrains.Flows;

namespace CallGrains.Samples;

/// <summary>
/// A menu: 1 and 2 transfer to an agent; anything else, silence and a busy agent go to voicemail. Hanging up anywhere
/// ends it cleanly.
/// </summary>
[Flow("front-desk")]
public sealed class FrontDesk(IDirectory directory) : CallScript
{
    /// <inheritdoc/>
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var menu = await call.GatherAsync("Welcome. For sales press 1, for support press 2.", maxDigits: 1);
        if (menu.Digits is "1" or "2")
        {
            var team = menu.Digits == "1" ? "sales" : "support";
            var agent = await call.StepAsync("find agent", () => directory.FindAsync(team));
            await call.SpeakAsync($"Connecting you to {team}.");
            var transfer = await call.TransferAsync(agent.Number);
            if (transfer.Answered)
            {
                return;
            }

            await call.SpeakAsync("Nobody is free at the moment.");
        }

        await call.SpeakAsync("Please leave a message, then press pound.");
        await call.RecordAsync(maxDuration: TimeSpan.FromMinutes(2));
        await call.SpeakAsync("Thank you. Goodbye.");
        await call.HangUpAsync();
    }
}
