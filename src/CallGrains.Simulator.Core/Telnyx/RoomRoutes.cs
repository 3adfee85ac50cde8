using System.Text.Json;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Conferences;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// <c>/v2/conferences</c>: made from a leg that is answered; its commands, and who is in it. It ends with its last
/// member, or after four hours.
/// </summary>
internal sealed class RoomRoutes
{
    private const string Path = "/v2/conferences";
    private static readonly TimeSpan Longest = TimeSpan.FromHours(4);

    private readonly Exchange _exchange;
    private readonly Ids _ids;
    private readonly Core _core;
    private readonly Joining _joining;
    private readonly CallNews _calls;
    private readonly RoomNews _news;
    private readonly CommandMemory _memory;
    private readonly Dictionary<string, Action<Conference, Body>> _verbs;

    public RoomRoutes(Exchange exchange, Ids ids, Core core, Joining joining, CallNews calls, RoomNews news, CommandMemory memory)
    {
        (_exchange, _ids, _core, _joining, _calls, _news, _memory) = (exchange, ids, core, joining, calls, news, memory);
        news.HostLeft += conference => exchange.After(TimeSpan.Zero, () => End(conference, "host_left"));
        _verbs = new()
        {
            ["join"] = (room, body) => Join(room, body),
            ["leave"] = Leave,
            ["mute"] = (room, body) => Change(room, body, mute: true, hold: null),
            ["unmute"] = (room, body) => Change(room, body, mute: false, hold: null),
            ["hold"] = Hold,
            ["unhold"] = Unhold,
            ["speak"] = (room, body) => Sound(room, body, Sounds.Speech(body, _ids)),
            ["play"] = (room, body) => Sound(room, body, Sounds.File(body)),
            ["stop"] = Stop,
            ["send_dtmf"] = SendTones,
            ["end"] = (room, _) => End(room, "ended_via_api"),
        };
    }

    /// <summary>What the real carrier knows besides.</summary>
    private static readonly string[] Missing = ["record_start", "record_stop", "record_pause", "record_resume", "update", "gather_using_audio"];

    public void Map(RouteTable app, RestGate gate)
    {
        app.MapPost(Path, gate.Carrier(Create));
        app.MapGet(Path, gate.Carrier(List));
        app.MapGet($"{Path}/{{conferenceId}}", gate.Carrier(request => Wire.Data(Render(Find(request)))));
        app.MapGet($"{Path}/{{conferenceId}}/participants", gate.Carrier(Participants));
        app.MapGet($"{Path}/{{conferenceId}}/participants/{{participantId}}", gate.Carrier(request => Wire.Data(Flat(Participant(request)))));
        app.MapPatch($"{Path}/{{conferenceId}}/participants/{{participantId}}", gate.Carrier(ChangeParticipant));
        foreach (var verb in _verbs.Keys.Concat(Missing))
        {
            app.MapPost($"{Path}/{{conferenceId}}/actions/{verb}", gate.Carrier(request => Act(request, verb)));
        }
    }

    private ApiReply Create(ApiRequest request)
    {
        var body = new Body(request.Body);
        return _memory.Once("", body.Text("command_id"), () =>
        {
            body.RefuseWhatIsMissing("hold_audio_url", "hold_media_name", "comfort_noise");
            if (!body.Flag("start_conference_on_create", byDefault: true))
            {
                throw ApiError.NotSimulated("A conference that waits for a leg (send start_conference_on_create true)");
            }

            var (name, call) = (body.Required("name"), Answered(body.Required("call_control_id"), "create conference"));
            if (_core.Conferences.NewestFirst.Any(other => !other.IsOver && _news.Of(other).Name == name))
            {
                throw TelnyxErrors.Of(422, "90033", "Unable to execute command", "Conference with given name already exists and it's active.");
            }

            var tones = Tones(body) ?? default;
            var most = body.Whole("max_participants", 250, 2, 800);
            call.Leg!.ClientState = body.State() ?? call.Leg.ClientState;
            var conference = new Conference(_ids.Next("conference"), call.To, _exchange.Now, call.Line);
            _news.Add(conference.Id, new Room(name, call, call.Leg, call.Leg.ClientState) { MostMembers = most });
            _joining.Part(call);
            _core.ConferenceService.Open(conference);
            _core.ConferenceService.Join(conference, call, mute: false, hold: false, tones.Join, tones.Leaving);
            _exchange.After(body.Text("duration_minutes") is null ? Longest : TimeSpan.FromMinutes(body.Whole("duration_minutes", 240, 1, 240)), () => End(conference, "time_exceeded"));
            return Wire.Data(Render(conference));
        });
    }

    private ApiReply Act(ApiRequest request, string name)
    {
        var run = _verbs.GetValueOrDefault(name) ?? throw ApiError.NotSimulated($"The command '{name}' of a conference");
        var (conference, body) = (Find(request), new Body(request.Body));
        return _memory.Once(conference.Id, body.Text("command_id"), () =>
        {
            if (conference.IsOver)
            {
                throw TelnyxErrors.Of(422, "90019", "Conference has already ended", "This conference is no longer active and can't receive commands.");
            }

            run(conference, body);
            return Wire.Done();
        });
    }

    private void Join(Conference conference, Body body)
    {
        body.RefuseWhatIsMissing("hold_audio_url", "hold_media_name", "soft_end_conference_on_exit", "start_conference_on_enter", "whisper_call_control_ids");
        if (body.Choice("supervisor_role", "none", "barge", "monitor", "whisper") is not (null or "none"))
        {
            throw ApiError.NotSimulated("The parameter 'supervisor_role'");
        }

        var (call, room) = (Answered(body.Required("call_control_id"), "join conference"), _news.Of(conference));
        if (call.Member is not null)
        {
            throw TelnyxErrors.Of(422, "90044", "Conference join not allowed", "This call is in a conference already.");
        }

        if (conference.Present.Count() >= room.MostMembers)
        {
            throw TelnyxErrors.Of(422, "90032", "Maximum number of participants reached", $"The maximum allowed value of `max_participants` has been reached at {room.MostMembers}.");
        }

        var tones = Tones(body) ?? default;
        call.Leg!.ClientState = body.State() ?? call.Leg.ClientState;
        _joining.Part(call);
        var member = _core.ConferenceService.Join(conference, call, body.Flag("mute"), body.Flag("hold"), tones.Join, tones.Leaving);
        if (body.Flag("end_conference_on_exit"))
        {
            room.Hosts.Add(member);
        }
    }

    /// <summary>The leg is parked. One that is in no more has what was asked for.</summary>
    private void Leave(Conference conference, Body body)
    {
        var call = Known(body.Required("call_control_id"));
        if (call.IsOver)
        {
            throw TelnyxErrors.CallIsOver();
        }

        if (call.Member?.Conference == conference)
        {
            _core.ConferenceService.Remove(call.Member);
        }
    }

    private void Hold(Conference conference, Body body)
    {
        body.RefuseWhatIsMissing("audio_url", "media_name");
        Change(conference, body, mute: null, hold: true);
    }

    private void Unhold(Conference conference, Body body)
    {
        if (body.Raw("call_control_ids") is not { ValueKind: JsonValueKind.Array })
        {
            throw TelnyxErrors.Missing("call_control_ids");
        }

        Change(conference, body, mute: null, hold: false);
    }

    private void Change(Conference conference, Body body, bool? mute, bool? hold)
    {
        foreach (var member in Chosen(conference, body) ?? [.. conference.Present])
        {
            _core.ConferenceService.Change(member, mute ?? member.Mute, hold ?? member.Hold);
        }
    }

    private void Sound(Conference conference, Body body, AudioRequest sound)
    {
        if (Chosen(conference, body) is not { } members)
        {
            _core.ConferenceService.Announce(conference, sound with { Tag = sound.IsSpeech ? null : sound.Content });
            return;
        }

        foreach (var member in members)
        {
            _news.SendAudio(member, sound.IsSpeech, "started", sound.Content);
            _core.Audio.Start(member.Call, sound with { IsQuiet = true }, () => _news.SendAudio(member, sound.IsSpeech, "done", sound.Content));
        }
    }

    private void Stop(Conference conference, Body body)
    {
        if (Chosen(conference, body) is { } members)
        {
            members.ForEach(member => _core.Audio.Stop(member.Call));
        }
        else
        {
            conference.Audio?.Stop();
        }
    }

    private void SendTones(Conference conference, Body body)
    {
        var digits = Sounds.Tones(body);
        foreach (var member in Chosen(conference, body) ?? [.. conference.Present])
        {
            _core.Keys.FromApplication(member.Call, digits);
        }
    }

    private void End(Conference conference, string reason)
    {
        if (!conference.IsOver)
        {
            _news.Of(conference).EndReason = reason;
            foreach (var member in conference.Present)
            {
                member.Call.Leg!.IsEndedByUs = true;
            }

            _core.ConferenceService.Complete(conference);
        }
    }

    /// <summary>Those members that a command names; null when it names none, which means all.</summary>
    private static List<Member>? Chosen(Conference conference, Body body)
    {
        if (body.Raw("call_control_ids") is not { ValueKind: JsonValueKind.Array } named || named.GetArrayLength() == 0)
        {
            return null;
        }

        var calls = named.EnumerateArray().Select(id => id.ToString()).ToHashSet(StringComparer.Ordinal);
        var chosen = conference.Present.Where(member => calls.Contains(member.Call.Id)).ToList();
        return chosen.Count == calls.Count ? chosen : throw TelnyxErrors.NoCall();
    }

    private Call Known(string id) => _core.Calls.Find(id) ?? throw TelnyxErrors.NoCall();

    private Call Answered(string id, string verb)
    {
        var call = Known(id);
        _calls.LegOf(call);
        return call.IsOver ? throw TelnyxErrors.CallIsOver() : call.IsAnswered ? call : throw TelnyxErrors.NotAnswered(verb);
    }

    private Conference Find(ApiRequest request) => _core.Conferences.Find(request.Route("conferenceId"))
        ?? throw TelnyxErrors.Of(404, "90058", "Invalid conference_id", "The conference does not exist.");

    private Member Participant(ApiRequest request) => Find(request).Members.Find(member => member.Id == request.Route("participantId")) ?? throw TelnyxErrors.NotFound();

    private ApiReply List(ApiRequest request)
    {
        var (name, status) = (request.Query("filter[name]"), request.Query("filter[status]"));
        return Wire.Page(request, _core.Conferences.NewestFirst.Where(c => (name is null || _news.Of(c).Name == name) && (status is null || StatusOf(c) == status)), Render);
    }

    private ApiReply Participants(ApiRequest request)
    {
        var conference = Find(request);
        var (muted, held) = (request.Query("filter[muted]"), request.Query("filter[on_hold]"));
        return Wire.Page(
            request,
            conference.Members.Where(m => (muted is null || muted == (m.Mute ? "true" : "false")) && (held is null || held == (m.Hold ? "true" : "false"))),
            member => Render(member, ("conference", Wire.Object(("id", conference.Id), ("name", _news.Of(conference).Name)))));
    }

    private ApiReply ChangeParticipant(ApiRequest request)
    {
        var (member, body) = (Participant(request), new Body(request.Body));
        body.RefuseWhatIsMissing("soft_end_conference_on_exit");
        var room = _news.Of(member.Conference);
        if (body.Has("end_conference_on_exit"))
        {
            _ = body.Flag("end_conference_on_exit") ? room.Hosts.Add(member) : room.Hosts.Remove(member);
        }

        if (Tones(body) is { } tones)
        {
            (member.JoinTone, member.LeavingTone) = tones;
        }

        return Wire.Data(Flat(member));
    }

    /// <summary>Whether a tone sounds as a member joins and as it leaves; null when nothing is said of it.</summary>
    private static (bool Join, bool Leaving)? Tones(Body body) => body.Choice("beep_enabled", "always", "never", "on_enter", "on_exit") is { } tones
        ? (tones is "always" or "on_enter", tones is "always" or "on_exit")
        : null;

    private JsonObject Render(Conference conference)
    {
        var room = _news.Of(conference);
        return Wire.Object(
            ("connection_id", room.OwnerLeg.ConnectionId), ("created_at", conference.CreatedTime.Iso()), ("end_reason", room.EndReason), ("ended_by", null),
            ("expires_at", (conference.CreatedTime + Longest).Iso()), ("id", conference.Id), ("name", room.Name), ("record_type", "conference"), ("region", "sv1"),
            ("status", StatusOf(conference)), ("updated_at", (conference.CompletedTime ?? conference.CreatedTime).Iso()));
    }

    private static string StatusOf(Conference conference) => conference.IsOver ? "completed" : "in_progress";

    private JsonObject Flat(Member member) => Render(member, ("conference_id", member.Conference.Id));

    private JsonObject Render(Member member, (string, JsonNode?) of) => Wire.Object(
        ("call_control_id", member.Call.Id), ("call_leg_id", _calls.LegOf(member.Call).Id), of, ("created_at", member.AddedTime.Iso()),
        ("end_conference_on_exit", _news.Of(member.Conference).Hosts.Contains(member)), ("id", member.Id), ("muted", member.Mute), ("on_hold", member.Hold), ("record_type", "participant"),
        ("soft_end_conference_on_exit", false), ("status", member.IsPresent ? "joined" : "left"), ("updated_at", (member.RemovedTime ?? member.AddedTime).Iso()),
        ("whisper_call_control_ids", new JsonArray()));
}
