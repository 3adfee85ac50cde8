using CallGrains.Flows;

namespace CallGrains.Testing.Fuzzing.Flows;

/// <summary>
/// Joins a conference up to three times, as the caller's key says: muted, as a moderator, or only to leave again.
/// </summary>
[Flow("huddle")]
internal sealed class Huddle : CallScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        for (var visit = 0; visit < 3; visit++)
        {
            var choice = await call.GatherAsync("Press 1, 2 or 5.", maxDigits: 1);
            if (choice.HungUp)
            {
                return;
            }

            var place = await call.Conference("huddle", flow: "circle").JoinAsync(mute: choice.Digits == "1", moderator: choice.Digits == "2", patience: visit == 0 ? null : Patience);
            if (choice.Digits == "5")
            {
                await place.SpeakAsync("You are in, for a moment.");
                await place.HoldAsync();
                await place.LeaveAsync();
            }

            await place.LeftAsync();
        }

        await call.SpeakAsync("Goodbye.");
    }
}

/// <summary>
/// The conference of <see cref="Huddle"/>: locks itself when two are in, mutes, invites one, and takes one out.
/// </summary>
[Flow("circle")]
internal sealed class Circle : ConferenceFlow<Circle.Seen>
{
    internal sealed class Seen
    {
        public int Joined { get; set; }
    }

    public override void OnCreated() => Conference.StartTimer("change", TimeSpan.FromSeconds(40));

    public override void OnJoined(Participant member)
    {
        Conference.Speak($"Number {++State.Joined} is in.");
        if (State.Joined == 2)
        {
            Conference.StartCall("guest", "+15550198", "+15550100");
        }

        if (Conference.Count == 2)
        {
            Conference.Lock();
            Conference.Mute(Conference.Members[0]);
            Conference.MuteAll();
        }
    }

    public override void OnLeft(Participant member)
    {
        Conference.Unlock();
        Conference.Play(new Uri("https://example.com/gone.wav"));
    }

    public override void OnTimer(string name)
    {
        Conference.StopSpeaking();
        if (Conference.Count > 2)
        {
            Conference.Remove(Conference.Members[^1]);
        }
        else if (Conference.Count > 1)
        {
            Conference.End();
        }
    }
}

/// <summary>Whom <see cref="Circle"/> invites.</summary>
[Flow("guest")]
internal sealed class Guest : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var place = await call.Conference("huddle", flow: "circle").JoinAsync(patience: TimeSpan.FromMinutes(5));
        await place.LeftAsync();
    }
}
