namespace CallGrains.Flows.Tests.Support;

/// <summary>A menu from top to bottom: 2 transfers, anything else records.</summary>
[Flow("menu-script")]
internal sealed class MenuScript : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        await call.SpeakAsync("Welcome.");
        var menu = await call.GatherAsync("Press 2 for an agent.", maxDigits: 1);
        if (menu.Digits == "2")
        {
            var transfer = await call.TransferAsync("+15550199");
            if (transfer.Answered)
            {
                return;
            }
        }

        await call.SpeakAsync("Leave a message.");
        await call.RecordAsync(TimeSpan.FromSeconds(10));
        await call.HangUpAsync();
    }
}

/// <summary>The same menu, event by event.</summary>
[Flow("menu-handlers")]
internal sealed class MenuHandlers : CallFlow<MenuState>
{
    public override void OnAnswer(AnswerEvent e) => Call.Speak("Welcome.", tag: "welcome");

    public override void OnSpeak(SpeakEvent e)
    {
        State.Heard += e.IsDone ? 1 : 0;
        switch (e)
        {
            case { IsDone: true, Tag: "welcome" }:
                Call.Gather("Press 2 for an agent.", maxDigits: 1);
                break;
            case { IsDone: true, Tag: "message" }:
                Call.StartRecording(TimeSpan.FromSeconds(10));
                break;
        }
    }

    public override void OnGather(GatherEvent e)
    {
        State.Digits = e.Digits;
        if (e.Digits == "2")
        {
            Call.Transfer("+15550199");
        }
        else
        {
            Call.Speak("Leave a message.", tag: "message");
        }
    }

    public override void OnTransfer(TransferResult result)
    {
        if (!result.Answered)
        {
            Call.Speak("Leave a message.", tag: "message");
        }
    }

    public override void OnRecording(RecordResult result) => Call.Hangup();
}

internal sealed class MenuState
{
    public int Heard { get; set; }

    public string? Digits { get; set; }
}
