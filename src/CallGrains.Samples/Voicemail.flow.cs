using CallGrains.Flows;

namespace CallGrains.Samples;

/// <summary>
/// Takes a message, has it written down when the caller has gone, and texts it to whoever is on duty; without its words
/// where the carrier writes nothing down.
/// </summary>
[Flow("voicemail")]
public sealed class Voicemail(IDirectory directory) : CallScript
{
    /// <inheritdoc/>
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.SpeakAsync("Nobody is in. Please leave a message, then press pound.");
        var message = await call.RecordAsync(maxDuration: TimeSpan.FromMinutes(2));
        call.OnEnded(ended => PassOnAsync(ended, message));
        await call.SpeakAsync("Thank you. Goodbye.");
    }

    private async Task PassOnAsync(CallContext call, RecordResult message)
    {
        var text = message.IsComplete ? await WrittenAsync(call, message.RecordingId!) : null;
        var agent = await call.StepAsync("find agent", () => directory.FindAsync("support"));
        await call.SendAsync(agent.Number, text is { IsComplete: true, HeardNothing: false } ? $"{call.From} said: {text.Text}" : $"{call.From} called, but left no message that could be written down.");
    }

    private static async Task<TranscriptionResult?> WrittenAsync(CallContext call, string recording)
    {
        try
        {
            return await call.TranscribeAsync(recording);
        }
        catch (CommandFailedException)
        {
            return null;
        }
    }
}
