using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Bridges;
using CallGrains.Simulator.Bxml;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Conferences;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Telnyx;

namespace CallGrains.Simulator.Calls;

/// <summary>One leg between an application and a far party. Touched only inside the exchange.</summary>
internal sealed class Call(string id, bool isInbound, CallOrder order, DateTimeOffset startTime, CallbackLine line)
{
    public string Id => id;

    public bool IsInbound => isInbound;

    public string From => order.From;

    public string To => order.To;

    /// <summary>The number at the far end.</summary>
    public string Remote => isInbound ? order.From : order.To;

    public CallbackLine Line => line;

    public CallState State { get; set; } = CallState.Started;

    public bool IsOver => State is CallState.Completed or CallState.Rejected;

    public bool IsAnswered => ActiveTime is not null;

    public string? Cause { get; set; }

    /// <summary>
    /// Who ended it: <c>phone</c>, <c>application</c>, <c>leg</c> (another leg of it ended), <c>carrier</c>.
    /// </summary>
    public string? EndedBy { get; set; }

    public DateTimeOffset StartTime => startTime;

    public DateTimeOffset? ActiveTime { get; set; }

    public DateTimeOffset? EndTime { get; set; }

    public CallbackTarget? Callback => order.Callback;

    public string? Tag => order.Tag;

    public TimeSpan Timeout => TimeSpan.FromSeconds(order.TimeoutSeconds);

    public CallOrder Order => order;

    public RecordingSettings RecordingSettings { get; set; } = order.Recording;

    /// <summary>Gives up ringing.</summary>
    public Alarm? GivingUp { get; set; }

    /// <summary>What the far party does about the ringing.</summary>
    public Alarm? Reaction { get; set; }

    /// <summary>Runs once, right after the answer.</summary>
    public Action? WhenAnswered { get; set; }

    /// <summary>Run once, in the middle of its end: after its hangup is told and before its other legs end.</summary>
    public List<Action> WhenEnded { get; } = [];

    /// <summary>The documents that drive it, from the first one on.</summary>
    public BxmlRun? Script { get; set; }

    /// <summary>What Telnyx knows of it besides.</summary>
    public Leg? Leg { get; set; }

    public Listener? Listener { get; set; }

    /// <summary>The leg of another application that stands where otherwise a phone would be.</summary>
    public Call? FarLeg
    {
        get;
        set
        {
            field = value;
            Link(value);
        }
    }

    /// <summary>The other call of a transfer, from its beginning.</summary>
    public Call? TransferPartner
    {
        get;
        set
        {
            field = value;
            Link(value);
        }
    }

    /// <summary>The ids of all calls that ever were another leg of it, in order.</summary>
    public List<string> Legs { get; } = [];

    /// <summary>Whether the parties of the transfer hear each other.</summary>
    public bool IsConnected { get; set; }

    /// <summary>Its place in a conference.</summary>
    public Member? Member { get; set; }

    /// <summary>The ids of all conferences and bridges it was ever in, in order.</summary>
    public List<string> Rooms { get; } = [];

    public Bridge? Bridge { get; set; }

    public Playing? Audio { get; set; }

    public Gather? Gather { get; set; }

    public List<Gather> Gathers { get; } = [];

    public Recording? Recording { get; set; }

    public List<Recording> Recordings { get; } = [];

    public List<CallEvent> Events { get; } = [];

    /// <summary>What the far party heard, in order.</summary>
    public List<Sound> Heard { get; } = [];

    /// <summary>What the far party said, in order.</summary>
    public List<Sound> Said { get; } = [];

    /// <summary>When the last key that was sent ahead has been pressed and the next one may be.</summary>
    public DateTimeOffset KeysUntil { get; set; }

    /// <summary>The keys the far party pressed, in order.</summary>
    public List<Sound> Pressed { get; } = [];

    /// <summary>Notes for good that the two belong together.</summary>
    public void Link(Call? other)
    {
        if (other is not null && !Legs.Contains(other.Id))
        {
            Legs.Add(other.Id);
            other.Link(this);
        }
    }
}
