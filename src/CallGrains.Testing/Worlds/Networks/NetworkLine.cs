using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Gathers;
using CallGrains.Telnyx;

namespace CallGrains.Testing.Worlds.Networks;

/// <summary>One call of a simulated network, and its far party.</summary>
internal sealed class NetworkLine(NetworkCarrier carrier, Call call) : ILine
{
    private static readonly string[] Audible = ["speak", "play"];
    private static readonly TimeSpan BetweenKeys = TimeSpan.FromMilliseconds(1);
    private DateTimeOffset? _pressed;

    public Call Call => call;

    public string Id => call.Id;

    public string From => call.From;

    public string To => call.To;

    public string Party => call.Remote;

    public FlowAddress Address => carrier.PlaceOf(call).Address;

    public int Leg => carrier.PlaceOf(call).Leg;

    public string State => CallView.StateOf(call);

    public bool IsRinging => call.State == CallState.Started;

    public bool IsOver => call.IsOver;

    public bool IsOutbound => !call.IsInbound;

    public bool IsRecording => call.Recording is not null;

    public DateTimeOffset? ActiveTime => call.ActiveTime;

    public string? Cause => call.Cause;

    public IReadOnlyList<(DateTimeOffset At, string What)> Sounds =>
        carrier.Look(() => call.Heard.Where(sound => Audible.Contains(sound.Kind)).Select(sound => (sound.At, sound.Text ?? sound.Url ?? "")).ToList());

    public string? Says { get; set; }

    /// <summary>What the far party presses two seconds into a gather; null for nothing.</summary>
    public string? Presses { get; set; }

    public (int Members, bool Mute, bool Hold)? Seat =>
        call.Member is { IsPresent: true } member ? (member.Conference.Present.Count(), member.Mute, member.Hold) : null;

    public bool IsTransferOf(ILine other)
    {
        var from = ((NetworkLine)other).Call;
        return from != call && (from.Legs.Contains(call.Id) || (call.Leg is { } leg && leg.SessionId == from.Leg?.SessionId));
    }

    public void Press(string keys) => carrier.Do(() => PressNow(keys));

    public void HangUp() => carrier.Do(() =>
    {
        if (!call.IsOver)
        {
            carrier.World.TraceLog.Party(Party, "hangs up");
            call.EndedBy = "phone";
            carrier.Core.Life.End(call, call.IsAnswered ? Causes.NormalClearing : call.IsInbound ? Causes.OriginatorCancel : Causes.CallRejected);
        }
    });

    /// <summary>Nobody presses twice at one instant: the carrier's time tells one press from another.</summary>
    private void PressNow(string keys)
    {
        if (_pressed == carrier.Exchange.Now)
        {
            carrier.Exchange.After(BetweenKeys, () => PressNow(keys));
        }
        else if (call.State is CallState.Active or CallState.Transferring)
        {
            _pressed = carrier.Exchange.Now;
            carrier.World.TraceLog.Party(Party, $"presses {keys}");
            carrier.Core.Keys.FromPhone(call, keys);
        }
    }

    /// <summary>What the far party presses by itself, two seconds into a gather that still waits.</summary>
    public void Asked(Gather gather)
    {
        if (Presses is { } keys)
        {
            carrier.Exchange.After(TimeSpan.FromSeconds(2), () =>
            {
                if (call.Gather == gather)
                {
                    Press(keys);
                }
            });
        }
    }
}

/// <summary>
/// A conference of a simulated network, in neutral ids: at Telnyx it is known by its name, and its members by their
/// calls.
/// </summary>
internal sealed class NetworkRoom(NetworkCarrier carrier, Simulator.Conferences.Conference room) : IRoom
{
    private readonly string? _name = carrier.Network.Names?.Of(room).Name;

    public string Id => _name ?? room.Id;

    public FlowAddress Address => Place.Address;

    public int Leg => Place.Leg;

    public bool IsOver => room.IsOver;

    public int Count => room.Present.Count();

    public IReadOnlyList<(string Id, string CallId)> Everybody => [.. room.Members.Select(member => (_name is null ? member.Id : member.Call.Id, member.Call.Id))];

    private (FlowAddress Address, int Leg) Place => RoomName.Parse(_name) is { } made ? (made.Grain, made.Number)
        : carrier.PlaceOf(room.Id, room.Callback?.Url, FlowAddress.Conference(room.Id));
}
