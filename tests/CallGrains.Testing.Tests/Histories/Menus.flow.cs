using CallGrains.Flows;

namespace CallGrains.Testing.Tests.Histories;

[Flow("menu")]
internal sealed class Menu : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var menu = await call.GatherAsync("Press 1.", maxDigits: 1);
        await call.SpeakAsync($"You pressed {menu.Digits}.");
    }
}

[Flow("menu")]
internal sealed class MenuThatPlays : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.GatherAsync("Press 1.", maxDigits: 1);
        await call.PlayAsync(new Uri("https://files.example.com/thanks.wav"));
    }
}

[Flow("menu")]
internal sealed class MenuPatched : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var menu = await call.GatherAsync("Press 1.", maxDigits: 1);
        if (call.Patched("play-thanks"))
        {
            await call.PlayAsync(new Uri("https://files.example.com/thanks.wav"));
        }
        else
        {
            await call.SpeakAsync($"You pressed {menu.Digits}.");
        }
    }
}

[Flow("score")]
internal class Score : CallFlow<ScoreState>
{
    public override void OnAnswer(AnswerEvent e) => Call.Gather("Press 1 to 5.", maxDigits: 1);

    public override void OnGather(GatherEvent e)
    {
        State.Digits = e.Digits;
        Call.Hangup();
    }
}

[Flow("score")]
internal sealed class ScoreInOtherWords : Score
{
    public override void OnGather(GatherEvent e)
    {
        State.Digits = $"digit {e.Digits}";
        Call.Hangup();
    }
}

[Flow("score")]
internal sealed class ScoreThatRejects : Score
{
    public override void OnGather(GatherEvent e)
    {
        State.Digits = e.Digits;
        Call.Reject();
    }
}

internal sealed class ScoreState
{
    public string? Digits { get; set; }
}
