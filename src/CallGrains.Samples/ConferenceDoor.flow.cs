using CallGrains.Flows;

namespace CallGrains.Samples;

/// <summary>
/// Asks for a PIN, three times at most, and lets the caller into the room that it opens: a <see cref="Meeting"/>.
/// </summary>
[Flow("conference")]
public sealed class ConferenceDoor(IPinBook pins) : CallScript
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var prompt = "Welcome. Please enter your PIN, then press pound.";
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var entry = await call.GatherAsync(prompt, maxDigits: 8);
            if (entry.HungUp)
            {
                return;
            }

            if (await call.StepAsync("check PIN", () => pins.FindAsync(entry.Digits)) is { } pass)
            {
                await MeetAsync(call, pass);
                return;
            }

            prompt = "We do not know that PIN. Please try again, then press pound.";
        }

        await call.SpeakAsync("Goodbye.");
    }

    private static async Task MeetAsync(CallContext call, Pass pass)
    {
        await call.SpeakAsync(pass.IsModerator ? "You are the moderator." : "You will join as soon as the moderator is there.");
        var place = await call.Conference(pass.Room, flow: "meeting").JoinAsync(moderator: pass.IsModerator, patience: Patience);
        await place.LeftAsync();
        await call.SpeakAsync(place.Joined ? "You have left the room. Goodbye."
            : place.Refusal == "timeout" ? "Nobody has opened the room. Goodbye."
            : "The room takes nobody in. Goodbye.");
    }
}
