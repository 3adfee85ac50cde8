using CallGrains.Flows;

namespace CallApp.Flows;

/// <summary>
/// Says hello. Register it with <c>builder.Services.AddFlow&lt;NewFlow&gt;()</c> and bind a number to it
/// (<c>CallGrains:Flows:Numbers</c>).
/// </summary>
[Flow("new-flow-name")]
public sealed class NewFlow : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.SpeakAsync("Hello. Thank you for calling.");
    }
}
