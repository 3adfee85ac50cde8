using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;

namespace CallGrains.Simulator.Bridges;

/// <summary>Joins the audio of two calls. Touched only inside the exchange.</summary>
internal sealed class Bridge(string id, DateTimeOffset createdTime)
{
    public const int MaxCalls = 2;

    public string Id => id;

    public DateTimeOffset CreatedTime => createdTime;

    /// <summary>When two active calls first met in it.</summary>
    public DateTimeOffset? ActivatedTime { get; set; }

    public DateTimeOffset? CompletedTime { get; set; }

    public bool IsOver => CompletedTime is not null;

    /// <summary>False keeps the calls apart, on hold.</summary>
    public bool BridgeAudio { get; set; } = true;

    public List<Call> Calls { get; } = [];

    /// <summary>Whether the parties hear each other now.</summary>
    public bool IsConnected { get; set; }

    public Announcement? Audio { get; set; }

    public IEnumerable<Call> ActiveCalls => Calls.Where(call => call.State == CallState.Active);

    /// <summary><c>active</c> and <c>hold</c> need two active calls; with fewer it is as it was created.</summary>
    public string State => IsOver ? "completed" : ActiveCalls.Count() < MaxCalls ? "created" : BridgeAudio ? "active" : "hold";
}
