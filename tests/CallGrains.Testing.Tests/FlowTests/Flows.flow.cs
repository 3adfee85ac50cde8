using CallGrains.Flows;

namespace CallGrains.Testing.Tests.FlowTests;

/// <summary>A menu of one key; what it does with it is the test's.</summary>
[Flow("desk")]
internal sealed class Desk(Func<CallContext, Task> then) : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var menu = await call.GatherAsync("Press 1 or 2.", maxDigits: 1);
        await call.SpeakAsync($"You pressed {menu.Digits}.");
        await then(call);
    }
}

[Flow("echo")]
internal sealed class Echo : MessageScript
{
    protected override async Task RunAsync(ThreadContext thread)
    {
        var text = await thread.NextAsync();
        await thread.ReplyAsync($"You wrote {text!.Text}");
    }
}
