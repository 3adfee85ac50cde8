using CallGrains.Flows;

namespace CallGrains.Samples;

/// <summary>
/// A clinic's menu: 1 speaks to a nurse, 2 leaves a message, 3 gets the address by text. Silence and wrong keys are
/// asked again, twice. Callers who withhold their number are served like all others, but for the text.
/// </summary>
[Flow("clinic")]
public sealed class Clinic(IDirectory directory) : CallScript
{
    private const int MostAttempts = 3;
    private const string Choices = "For a nurse press 1. To leave a message press 2. For our address by text press 3.";

    /// <inheritdoc/>
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var prompt = "Welcome to the clinic. " + Choices;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var menu = await call.GatherAsync(prompt, maxDigits: 1);
            if (menu.HungUp || await ServeAsync(call, menu.Digits))
            {
                return;
            }

            prompt = $"{(menu.TimedOut ? "We did not hear a key." : "That is none of the keys.")} {Choices}";
        }

        await call.SpeakAsync("Please call again. Goodbye.");
    }

    private Task<bool> ServeAsync(CallContext call, string key) => key switch
    {
        "1" => ToNurseAsync(call),
        "2" => MessageAsync(call),
        "3" => AddressAsync(call),
        _ => Task.FromResult(false),
    };

    private async Task<bool> ToNurseAsync(CallContext call)
    {
        var nurse = await call.StepAsync("find nurse", () => directory.FindAsync("support"));
        var transfer = await call.TransferAsync(nurse.Number);
        return transfer.Answered || await MessageAsync(call);
    }

    private async Task<bool> MessageAsync(CallContext call)
    {
        await call.SpeakAsync("Please leave a message after the tone, then press pound.");
        var message = await call.RecordAsync(maxDuration: TimeSpan.FromMinutes(2));
        call.OnEnded(ended => PassOnAsync(ended, message));
        await call.SpeakAsync("Thank you. Goodbye.");
        return true;
    }

    private async Task PassOnAsync(CallContext call, RecordResult message)
    {
        var text = message is { IsComplete: true, RecordingId: { } id } ? await call.TranscribeAsync(id) : null;
        var nurse = await call.StepAsync("find nurse", () => directory.FindAsync("support"));
        var said = text is { IsComplete: true, HeardNothing: false } ? $"said: {text.Text}" : "called and said nothing";
        await call.SendAsync(nurse.Number, $"{(Party.CanBeCalled(call.From) ? call.From : "Somebody without a number")} {said}");
    }

    private static async Task<bool> AddressAsync(CallContext call)
    {
        var sent = await call.SendAsync(call.From, "The clinic: 1 Main Street. We are open from 8 to 18.", patience: TimeSpan.FromSeconds(10));
        await call.SpeakAsync(sent switch
        {
            { IsUnreachable: true } => "Your number is withheld, so we cannot text you. We are at 1 Main Street.",
            { IsOptedOut: true } => "You have stopped our texts. We are at 1 Main Street.",
            _ => "We have texted you. Goodbye.",
        });
        return true;
    }
}
