using System.Net;
using System.Text.Json.Nodes;

namespace CallGrains.Telnyx.Tests;

/// <summary>The conferences of <see cref="TelnyxExchange"/>: made from a call, over with the last member.</summary>
internal sealed class TelnyxExchangeRooms(TelnyxExchange exchange)
{
    private readonly List<Conference> _all = [];

    public HttpResponseMessage? Refusal(string[] parts, JsonObject body)
    {
        var room = parts.Length > 1 ? _all.Find(r => r.Id == parts[1]) : null;
        var verb = parts.Length > 3 ? parts[3] : "create";
        var call = (string?)body["call_control_id"] is { } id ? exchange.Find(id) : null;
        return parts.Length > 1 && room is null ? TelnyxExchange.Error(HttpStatusCode.NotFound, "90058")
            : room is { IsOver: true } ? Error("90019")
            : verb is not ("create" or "join") ? null
            : call is null ? Error("90015")
            : call.IsOver ? Error("90018")
            : !call.IsAnswered ? Error("90034")
            : verb == "create" && _all.Exists(r => !r.IsOver && r.Name == (string)body["name"]!) ? Error("90033")
            : verb == "join" && room!.Present.Any(s => s.Call == call) ? Error("90044")
            : null;

        static HttpResponseMessage Error(string code) => TelnyxExchange.Error(HttpStatusCode.UnprocessableEntity, code);
    }

    public JsonObject Act(string[] parts, JsonObject body)
    {
        if (parts.Length == 1)
        {
            var owner = exchange.Find((string)body["call_control_id"]!)!;
            var made = new Conference($"room-{_all.Count + 1}", (string)body["name"]!, owner);
            _all.Add(made);
            owner.State = (string?)body["client_state"] ?? owner.State;
            Tell("conference.created", made, owner);
            Join(made, owner);
            return Render(made);
        }

        var room = _all.Find(r => r.Id == parts[1])!;
        var named = (body["call_control_ids"] as JsonArray)?.Select(id => (string)id!).ToHashSet();
        var members = room.Present.Where(s => named is null || named.Contains(s.Call.Id)).ToList();
        switch (parts[3])
        {
            case "join":
                var call = exchange.Find((string)body["call_control_id"]!)!;
                call.State = (string?)body["client_state"] ?? call.State;
                Join(room, call, (bool?)body["mute"] ?? false, (bool?)body["hold"] ?? false);
                break;
            case "leave":
                Leave((string)body["call_control_id"]!);
                break;
            case "mute" or "unmute":
                members.ForEach(s => s.IsMuted = parts[3] == "mute");
                break;
            case "hold" or "unhold":
                members.ForEach(s => s.IsOnHold = parts[3] == "hold");
                break;
            case "speak" or "play" when named is null:
                Sound(room, parts[3] == "speak" ? "conference.speak" : "conference.playback", null);
                break;
            case "speak" or "play":
                members.ForEach(s => Sound(room, parts[3] == "speak" ? "conference.participant.speak" : "conference.participant.playback", s.Call));
                break;
            case "end":
                var present = room.Present.ToList();
                present.ForEach(s => Leave(s.Call.Id));
                present.ForEach(s => exchange.End(s.Call.Id, "normal_clearing"));
                break;
        }

        return new JsonObject { ["result"] = "ok" };
    }

    public void Leave(string callId)
    {
        if (_all.Find(r => r.Present.Any(s => s.Call.Id == callId)) is not { } room)
        {
            return;
        }

        var stay = room.Present.First(s => s.Call.Id == callId);
        stay.HasLeft = true;
        Tell("conference.participant.left", room, stay.Call);
        if (room.IsOver)
        {
            Tell("conference.ended", room, room.Owner, ("reason", "all_left"));
        }
    }

    public HttpResponseMessage Read(string[] parts, string query) => parts.Length == 1
        ? TelnyxExchange.List(_all.Where(r => query.Contains($"={r.Name}&", StringComparison.Ordinal)).Select(Render))
        : _all.Find(r => r.Id == parts[1]) is not { } room ? TelnyxExchange.Error(HttpStatusCode.NotFound, "90058")
        : parts.Length == 2 ? TelnyxExchange.Ok(Render(room))
        : TelnyxExchange.List(room.Stays.Select(s => new JsonObject
        {
            ["call_control_id"] = s.Call.Id,
            ["status"] = s.HasLeft ? "left" : "joined",
            ["muted"] = s.IsMuted,
            ["on_hold"] = s.IsOnHold,
            ["created_at"] = s.Since,
        }));

    private void Join(Conference room, TelnyxCall call, bool mute = false, bool hold = false)
    {
        room.Stays.Add(new Stay(call, exchange.Moment) { IsMuted = mute, IsOnHold = hold });
        Tell("conference.participant.joined", room, call);
    }

    private void Sound(Conference room, string type, TelnyxCall? call)
    {
        Tell($"{type}.started", room, call);
        Tell($"{type}.ended", room, call);
    }

    /// <summary>The client state is that of the call that the conference was made from.</summary>
    private void Tell(string type, Conference room, TelnyxCall? call, params (string Name, string? Value)[] fields)
    {
        var payload = new JsonObject { ["conference_id"] = room.Id, ["connection_id"] = TelnyxExchange.Connection };
        if (call is not null)
        {
            (payload["call_control_id"], payload["call_leg_id"], payload["client_state"]) = (call.Id, call.Leg, room.Owner.State);
        }

        foreach (var (name, value) in fields)
        {
            payload[name] = value;
        }

        exchange.Send(type, null, payload);
    }

    private static JsonObject Render(Conference room) => new() { ["id"] = room.Id, ["name"] = room.Name, ["status"] = room.IsOver ? "completed" : "in_progress" };

    private sealed record Conference(string Id, string Name, TelnyxCall Owner)
    {
        public List<Stay> Stays { get; } = [];

        public IEnumerable<Stay> Present => Stays.Where(s => !s.HasLeft);

        public bool IsOver => Stays.Count > 0 && !Present.Any();
    }

    private sealed class Stay(TelnyxCall call, string since)
    {
        public TelnyxCall Call => call;

        public string Since => since;

        public bool HasLeft { get; set; }

        public bool IsMuted { get; set; }

        public bool IsOnHold { get; set; }
    }
}
