using CallGrains.Flows;

namespace CallGrains.Testing.Tests.Networks;

/// <summary>Goes into a conference, out of it, and back.</summary>
[Flow("visitor")]
internal sealed class Visitor : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var first = await call.Conference("hall", flow: "hall").JoinAsync();
        await call.WaitForSignalAsync<int?>("out", TimeSpan.FromSeconds(40));
        await first.LeaveAsync();
        await call.SpeakAsync("You are out.");
        var second = await call.Conference("hall", flow: "hall").JoinAsync();
        await second.SpeakAsync("You are in again.");
        await second.LeaveAsync();
    }
}

/// <summary>Says something when an announcement has ended.</summary>
[Flow("hall")]
internal sealed class Hall : ConferenceFlow<HallState>
{
    public override void OnJoined(Participant member) => Conference.Speak("Welcome to the hall.");

    public override void OnSpeak(ConferenceSpeakEvent e)
    {
        if (e.IsDone && !State.IsTold)
        {
            State.IsTold = true;
            Conference.Speak("That was the welcome.");
        }
    }
}

internal sealed class HallState
{
    public bool IsTold { get; set; }
}
