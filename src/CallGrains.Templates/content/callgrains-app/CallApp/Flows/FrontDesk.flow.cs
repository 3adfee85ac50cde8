using CallGrains.Flows;

namespace CallApp.Flows;

/// <summary>A menu: 1 transfers; anything else, silence and nobody there go to voicemail.</summary>
[Flow("front-desk")]
public sealed class FrontDesk : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var menu = await call.GatherAsync("Welcome. To talk to somebody press 1.", maxDigits: 1);
        if (menu.Digits == "1")
        {
            var transfer = await call.TransferAsync("+15550199");
            if (transfer.Answered)
            {
                return;
            }
        }

        await call.SpeakAsync("Please leave a message, then press pound.");
        await call.RecordAsync(maxDuration: TimeSpan.FromMinutes(2));
        await call.SpeakAsync("Thank you. Goodbye.");
    }
}
