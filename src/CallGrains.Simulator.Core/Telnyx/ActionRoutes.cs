using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary><c>/v2/calls/{id}/actions/{verb}</c>: the commands of a call.</summary>
internal sealed class ActionRoutes
{
    private readonly CallStore _store;
    private readonly CallLifecycle _life;
    private readonly RecordingService _recordings;
    private readonly SoundQueue _sounds;
    private readonly Gathering _gathering;
    private readonly Joining _joining;
    private readonly Keys _keys;
    private readonly CallNews _news;
    private readonly CommandMemory _memory;
    private readonly Ids _ids;
    private readonly Dictionary<string, Verb> _verbs;

    public ActionRoutes(
        Ids ids, CallStore store, CallLifecycle life, RecordingService recordings, SoundQueue sounds, Gathering gathering, Joining joining, Keys keys, CallNews news, CommandMemory memory)
    {
        (_ids, _store, _life, _recordings, _sounds) = (ids, store, life, recordings, sounds);
        (_gathering, _joining, _keys, _news, _memory) = (gathering, joining, keys, news, memory);
        _verbs = new()
        {
            ["answer"] = new(Answer, NeedsAnswer: false),
            ["reject"] = new(Reject, NeedsAnswer: false),
            ["hangup"] = new(HangUp, NeedsAnswer: false),
            ["transfer"] = new(Transfer, NeedsAnswer: false),
            ["client_state_update"] = new((_, body) => body.Required("client_state"), NeedsAnswer: false),
            ["bridge"] = new(Bridge),
            ["speak"] = new((call, body) => _sounds.Add(call, Sounds.Speech(body, _ids), body.Choice("stop", "current", "all"))),
            ["playback_start"] = new((call, body) => _sounds.Add(call, Sounds.File(body), body.Choice("stop", "current", "all"))),
            ["playback_stop"] = new((call, body) => _sounds.Stop(call, body.Choice("stop", "all", "current") != "current")),
            ["gather"] = new((call, body) => _gathering.Start(call, Sounds.Gather(body))),
            ["gather_using_speak"] = new((call, body) => _gathering.Start(call, Sounds.Gather(body, Sounds.Speech(body, _ids) with { IsQuiet = true }, Sounds.Invalid(body)))),
            ["gather_using_audio"] = new((call, body) => _gathering.Start(call, Sounds.Gather(body, Sounds.File(body), Sounds.Invalid(body)))),
            ["gather_stop"] = new((call, _) => _gathering.Stop(call)),
            ["send_dtmf"] = new(SendTones),
            ["record_start"] = new(Record),
            ["record_stop"] = new((call, _) => _recordings.Change(call, call.RecordingSettings with { IsEnabled = false })),
        };
    }

    /// <summary>What the real carrier knows besides.</summary>
    private static readonly string[] Missing =
    [
        "record_pause", "record_resume", "transcription_start", "transcription_stop", "fork_start", "fork_stop", "streaming_start", "streaming_stop", "enqueue", "leave_queue",
        "refer", "switch_supervisor_role", "suppression_start", "suppression_stop", "siprec_start", "siprec_stop", "gather_using_ai", "ai_assistant_start", "ai_assistant_stop",
        "send_sip_info", "add_messages", "pay",
    ];

    public void Map(RouteTable app, RestGate gate)
    {
        foreach (var verb in _verbs.Keys.Concat(Missing))
        {
            var path = $"/v2/calls/{{callId}}/actions/{verb}";
            var run = gate.Carrier(request => Act(request, verb));
            if (verb == "client_state_update")
            {
                app.MapPut(path, run);
            }
            else
            {
                app.MapPost(path, run);
            }
        }
    }

    private ApiReply Act(ApiRequest request, string name)
    {
        var verb = _verbs.GetValueOrDefault(name) ?? throw ApiError.NotSimulated($"The command '{name}'");
        var body = new Body(request.Body);
        var call = _store.Find(request.Route("callId")) ?? throw TelnyxErrors.NoCall();
        return _memory.Once(call.Id, body.Text("command_id"), () =>
        {
            var leg = _news.LegOf(call);
            var before = leg.ClientState;
            if (call.IsOver)
            {
                throw TelnyxErrors.CallIsOver();
            }

            if (verb.NeedsAnswer && !call.IsAnswered)
            {
                throw TelnyxErrors.NotAnswered(name);
            }

            leg.ClientState = body.State() ?? before;
            try
            {
                verb.Run(call, body);
            }
            catch (ApiError)
            {
                leg.ClientState = before;
                throw;
            }

            return Wire.Done();
        });
    }

    private void Answer(Call call, Body body)
    {
        body.RefuseWhatIsMissing("transcription", "stream_url", "custom_headers", "sip_headers", "assistant");
        if (!call.IsInbound)
        {
            throw TelnyxErrors.Of(422, "90102", "Command is invalid", "An outgoing call cannot be answered by its application.");
        }

        if (call.IsAnswered)
        {
            return;
        }

        Targets.Change(call.Leg!, body);
        call.RecordingSettings = RecordOrder.Of(body);
        _life.Answer(call);
    }

    private void Reject(Call call, Body body)
    {
        var cause = body.Choice("cause", "CALL_REJECTED", "USER_BUSY") ?? throw TelnyxErrors.Missing("cause");
        if (call is not { IsInbound: true, State: CallState.Started })
        {
            throw TelnyxErrors.Of(422, "90102", "Command is invalid", "Only a call that came in and is not answered yet can be rejected.");
        }

        call.Leg!.IsEndedByUs = true;
        _life.End(call, cause == "USER_BUSY" ? Causes.UserBusy : Causes.CallRejected, CallState.Rejected);
    }

    private void HangUp(Call call, Body body)
    {
        call.Leg!.IsEndedByUs = true;
        _life.End(call, call is { IsInbound: false, IsAnswered: false } ? Causes.OriginatorCancel : Causes.NormalClearing);
    }

    private void Transfer(Call call, Body body)
    {
        body.RefuseWhatIsMissing(
            "media_name", "answering_machine_detection", "custom_headers", "sip_headers", "sip_auth_username", "send_digits_on_answer", "record", "mute_dtmf");
        var from = body.Has("from") ? body.Party("from") : call.IsInbound ? call.To : call.From;
        var order = new CallOrder(body.Choice("privacy", "none", "id") == "id" ? CallOrder.Anonymous : from, body.Party("to")) { TimeoutSeconds = body.Whole("timeout_secs", 30, 5, 600, "90028") };
        var whisper = body.Url("audio_url") is { } url ? new AudioRequest(IsSpeech: false, url, IsLoop: false, null) : null;
        var state = body.State("target_leg_client_state");
        Targets.Change(call.Leg!, body);
        _joining.Transfer(call, order, NewLeg, whisper, body.Choice("park_after_unbridge", "self") is not null);

        Leg NewLeg()
        {
            var leg = new Leg(_ids.Next("leg"), call.Leg!.SessionId, call.Leg.ConnectionId, call.Leg.Target) { ClientState = state };
            foreach (var (type, target) in call.Leg.Targets)
            {
                leg.Targets[type] = target;
            }

            return leg;
        }
    }

    private void Bridge(Call call, Body body)
    {
        body.RefuseWhatIsMissing("queue", "video_room_id", "record", "mute_dtmf", "hold_after_unbridge", "prevent_double_bridge", "play_ringtone");
        var other = _store.Find(body.Required("call_control_id")) ?? throw TelnyxErrors.NoCall();
        if (other.IsOver)
        {
            throw TelnyxErrors.CallIsOver();
        }

        _news.LegOf(other);
        _joining.BridgeOnceAnswered(call, other, body.Choice("park_after_unbridge", "self") is not null);
    }

    private void SendTones(Call call, Body body)
    {
        var digits = Sounds.Tones(body);
        body.Whole("duration_millis", 250, 100, 500, "90027");
        _keys.FromApplication(call, digits);
    }

    /// <summary>One that runs goes on as it is.</summary>
    private void Record(Call call, Body body)
    {
        var settings = RecordOrder.Start(body);
        if (call.Recording is null)
        {
            _recordings.Change(call, settings);
        }
    }

    private sealed record Verb(Action<Call, Body> Run, bool NeedsAnswer = true);
}
