using CallGrains.Flows;

namespace CallGrains.Testing;

/// <summary>Is in a conference twice: it leaves the first one by itself, the second one ends it.</summary>
[Flow(Name)]
internal sealed class ConformanceGuest : CallScript
{
    public const string Name = "conformance-guest", Room = "conformance";

    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var place = await call.Conference(Room, flow: ConformanceRoom.Name).JoinAsync(mute: true);
        await place.UnmuteAsync();
        await place.SpeakAsync("Only you hear this.");
        await place.LeaveAsync();
        place = await call.Conference(Room).JoinAsync();
        await place.LeftAsync();
    }
}

/// <summary>Greets whoever comes first, and ends with whoever comes next.</summary>
[Flow(Name)]
internal sealed class ConformanceRoom : ConferenceFlow<ConformanceRoom.Book>
{
    public const string Name = "conformance-room";

    public override void OnJoined(Participant member)
    {
        if (++State.Guests == 1)
        {
            Conference.Speak("Hello.");
        }
        else
        {
            Conference.End();
        }
    }

    /// <summary>What it remembers.</summary>
    internal sealed class Book
    {
        public int Guests { get; set; }
    }
}
