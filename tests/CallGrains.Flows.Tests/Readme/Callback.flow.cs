// The README quotes this file from the next line on; ReadmeTests compares the two.
using CallGrains.Flows;

[Flow("call-me-back")]
public sealed class CallMeBack(ICustomers customers) : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var menu = await call.GatherAsync("Press 1 and we call you back.", maxDigits: 1);
        if (menu.Digits != "1") return;                        // silence, another key, or a hang-up: we hang up

        var name = await call.StepAsync("look up", () => customers.NameOfAsync(call.From));
        await call.SpeakAsync($"Thank you, {name}. Talk to you soon.");
        call.OnEnded(c => c.StepAsync("note", () => customers.NoteAsync(c.From)));
    }
}
