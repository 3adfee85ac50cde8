// src/CallGrains.Flows/Conferences/README.md quotes this file from the next line on; ReadmeTests compares the two.
using CallGrains.Flows;

[Flow("team-line")]
public sealed class TeamLine : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var place = await call.Conference("team", flow: "team").JoinAsync(leavingTone: true, moderator: call.From == "+15550123", patience: TimeSpan.FromMinutes(5));
        if (!place.Joined)
        {
            await call.SpeakAsync("Nobody is here to let you in. Please call again.");
            return;
        }

        await place.SpeakAsync("Press star to stop listening, pound to leave.");     // heard by this caller alone
        await place.LeftAsync();                                // left, taken out, or hung up
    }
}

[Flow("team")]
public sealed class Team : ConferenceFlow<TeamState>
{
    protected override bool WaitsForModerator => true;          // callers wait until one joins
    protected override bool EndsWithModerator => true;          // and are hung up when the last one leaves

    public override void OnJoined(Participant member)
    {
        State.Most = Math.Max(State.Most, Conference.Count);
        Conference.Speak($"There are {Conference.Count} of you.");
    }
}

public sealed class TeamState
{
    public int Most { get; set; }
}
