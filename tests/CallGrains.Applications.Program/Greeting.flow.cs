using CallGrains.Flows;

namespace CallGrains.Applications.Program;

[Flow("greeting")]
internal sealed class Greeting : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.SpeakAsync("Hello.");
    }
}
