using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Conferences;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// What Telnyx knows of a conference beyond what every carrier does. Touched only inside the exchange.
/// </summary>
internal sealed class Room(string name, Call owner, Leg leg, string? clientState)
{
    public string Name => name;

    /// <summary>The leg that it was made from, which may leave it.</summary>
    public Call Owner => owner;

    public Leg OwnerLeg => leg;

    /// <summary>What the owner's leg said last; returned with the conference's events.</summary>
    public string? ClientState => owner.IsOver ? clientState : leg.ClientState;

    public int MostMembers { get; init; }

    /// <summary>Why it ended; null while it lasts.</summary>
    public string? EndReason { get; set; }

    /// <summary>Members whose leaving ends it.</summary>
    public HashSet<Member> Hosts { get; } = [];
}

/// <summary>
/// Tells what happens in a conference in Telnyx's words: all goes to the place of the leg that it was made from.
/// Nothing is told of who is muted or on hold.
/// </summary>
internal sealed class RoomNews(Exchange exchange, Ids ids, CallbackDispatcher post, CallNews calls) : IConferenceNews
{
    private readonly Dictionary<string, Room> _rooms = [];
    private readonly HashSet<Member> _told = [];

    /// <summary>A member that ends the conference with its leaving has left.</summary>
    public event Action<Conference>? HostLeft;

    public void Add(string id, Room room) => _rooms[id] = room;

    public Room Of(Conference conference) => _rooms[conference.Id];

    public void SendState(Conference conference)
    {
        var room = Of(conference);
        if (!conference.IsOver)
        {
            Tell(conference, "conference.created", OfCall(room.Owner, room));
            return;
        }

        room.EndReason ??= "all_left";
        Tell(conference, "conference.ended", [.. OfCall(room.Owner, room), ("reason", room.EndReason)]);
    }

    public void SendMember(Member member)
    {
        var room = Of(member.Conference);
        if (member.IsPresent && _told.Add(member))
        {
            Tell(member.Conference, "conference.participant.joined", OfCall(member.Call, room));
        }
        else if (!member.IsPresent && _told.Remove(member))
        {
            Tell(member.Conference, "conference.participant.left", OfCall(member.Call, room));
            if (room.Hosts.Remove(member))
            {
                HostLeft?.Invoke(member.Conference);
            }
        }
    }

    public void SendAudio(Conference conference, bool isSpeech, string status, string? tag) =>
        Tell(conference, $"conference.{Kind(isSpeech)}.{Phase(status)}", [("creator_call_session_id", Of(conference).OwnerLeg.SessionId), .. Media(isSpeech, tag)]);

    /// <summary>A sound to one member.</summary>
    public void SendAudio(Member member, bool isSpeech, string status, string? media)
    {
        var room = Of(member.Conference);
        Tell(member.Conference, $"conference.participant.{Kind(isSpeech)}.{Phase(status)}", [.. OfCall(member.Call, room), ("creator_call_session_id", room.OwnerLeg.SessionId), .. Media(isSpeech, media)]);
    }

    private static string Kind(bool isSpeech) => isSpeech ? "speak" : "playback";

    private static string Phase(string status) => status == "started" ? "started" : "ended";

    private static (string, JsonNode?)[] Media(bool isSpeech, string? url) => isSpeech ? [] : [("media_url", url)];

    /// <summary>The ids are the member's, the client state is the owner's.</summary>
    private (string, JsonNode?)[] OfCall(Call call, Room room)
    {
        var leg = calls.LegOf(call);
        return [("call_control_id", call.Id), ("call_leg_id", leg.Id), ("call_session_id", leg.SessionId), ("client_state", room.ClientState)];
    }

    private void Tell(Conference conference, string type, params ReadOnlySpan<(string, JsonNode?)> fields)
    {
        var leg = Of(conference).OwnerLeg;
        var payload = Wire.Object([.. fields, ("conference_id", conference.Id), ("connection_id", leg.ConnectionId)]);
        if (leg.TargetOf(type) is { } target)
        {
            post.Post(conference.Line, new Delivery(conference.Id, type, target, Wire.Event(type, ids.Next("event"), exchange.Now.Micro(), payload), null, exchange.Reply));
        }
    }
}
