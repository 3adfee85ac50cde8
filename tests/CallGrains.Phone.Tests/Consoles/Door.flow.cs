using CallGrains.Flows;

namespace CallGrains.Phone.Tests.Consoles;

/// <summary>
/// Asks for a key, says to whom it opens and waits for a signal; 9 breaks it. A flow that an operator has something to
/// look at.
/// </summary>
[Flow("door")]
internal sealed class Door : CallScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        call.SetStatus("asks for a key");
        var menu = await call.GatherAsync("Press 1 for sales.", maxDigits: 1, interDigitTimeout: Patience);
        while (menu.TimedOut)
        {
            menu = await call.GatherAsync(maxDigits: 1, interDigitTimeout: Patience);
        }

        var team = await call.StepAsync("find team", () => Task.FromResult(menu.Digits == "9" ? throw new InvalidOperationException("The door is stuck.") : "sales"));
        call.SetResult(new { team });
        call.SetStatus("waits for the operator");
        await call.SpeakAsync($"Welcome to {team}.");
        await call.WaitForSignalAsync<string>("open", TimeSpan.FromMinutes(10));
        await call.SpeakAsync("Come in.");
        await call.HangUpAsync();
    }
}

/// <summary>Everybody who calls is the moderator of a conference.</summary>
[Flow("club")]
internal sealed class Club : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var place = await call.Conference("the club", flow: "meeting").JoinAsync(moderator: true);
        await place.LeftAsync();
    }
}
