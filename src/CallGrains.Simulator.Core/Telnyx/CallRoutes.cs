using System.Text.Json.Nodes;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Numbers;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Telnyx;

/// <summary><c>/v2/calls</c>: dial, and what there is; the lists of live calls and of what was told.</summary>
internal sealed class CallRoutes(
    Exchange exchange, Ids ids, CallStore store, CallLifecycle life, Dialer dialer, Joining joining, Keys keys, AudioPlayer audio, NumberStore numbers, AccountRoutes account, CallNews news, CommandMemory memory, Detection detection)
{
    private static readonly TimeSpan KnownAfterEnd = TimeSpan.FromMinutes(10), RefusalTime = TimeSpan.FromMilliseconds(500);

    private static readonly string[] Missing =
    [
        "bridge_intent", "prevent_double_bridge", "conference_config", "supervise_call_control_id", "transcription",
        "stream_url", "custom_headers", "sip_headers", "sip_auth_username", "assistant", "media_name", "privacy",
    ];

    public void Map(RouteTable app, RestGate gate)
    {
        app.MapPost("/v2/calls", gate.Carrier(request => memory.Once("", new Body(request.Body).Text("command_id"), () => Dial(new Body(request.Body)))));
        app.MapGet("/v2/calls/{callId}", gate.Carrier(request => Wire.Data(Status(Known(request)))));
        app.MapGet("/v2/connections/{connectionId}/active_calls", gate.Carrier(Active));
        app.MapGet("/v2/call_events", gate.Carrier(Told));
    }

    private ApiReply Dial(Body body)
    {
        body.RefuseWhatIsMissing(Missing);
        var connection = account.Connection(body.Required("connection_id"))
            ?? throw TelnyxErrors.Invalid("10015", "connection_id", "The requested connection_id is either invalid or does not exist. Only Call Control Apps with valid webhook URL are accepted.");
        var linked = body.Text("link_to") is { } id ? store.Find(id) ?? throw TelnyxErrors.NoCall() : null;
        var order = new CallOrder(body.Number("from"), body.Party("to")) { Callback = connection.CallTarget, TimeoutSeconds = body.Whole("timeout_secs", 30, 5, 600, "90028"), Recording = RecordOrder.Of(body) };
        var limit = body.Whole("time_limit_secs", 14_400, 30, 14_400, "90029");
        var leg = new Leg(ids.Next("leg"), linked is null ? ids.Next("session") : news.LegOf(linked).SessionId, connection.Id, connection.CallTarget)
        {
            ClientState = body.State(),
            NoAnswerCause = body.Flag("retry_on_timeout", byDefault: true) ? "timeout" : "no_answer",
        };
        Targets.Change(leg, body);
        var mode = Detection.Of(body);
        var call = dialer.Create(order);
        call.Leg = leg;
        exchange.After(TimeSpan.FromSeconds(limit), () => End(call, "TIME_LIMIT"));
        OnAnswer(call, body);
        if (mode is not null)
        {
            detection.Begin(call, mode);
        }

        if (linked is not null && body.Flag("bridge_on_answer"))
        {
            joining.BridgeOnceAnswered(linked, call, body.Text("park_after_unbridge") == "self");
        }

        news.Outgoing(call);
        Ring(call);
        return Wire.Data(Status(call)) with { CallId = call.Id };
    }

    /// <summary>A number that is not the account's may not be shown: the network refuses the call.</summary>
    private void Ring(Call call)
    {
        if (numbers.Owns(call.From))
        {
            dialer.Ring(call);
            return;
        }

        call.Leg!.SipCause = "403";
        exchange.After(RefusalTime, () => End(call, Causes.CallRejected));
    }

    private void OnAnswer(Call call, Body body)
    {
        if (body.Url("audio_url") is { } url)
        {
            call.WhenAnswered += () => audio.Start(call, new AudioRequest(IsSpeech: false, url, IsLoop: false, null));
        }

        if (body.Text("send_digits_on_answer") is { } digits)
        {
            call.WhenAnswered += () => keys.FromApplication(call, digits);
        }
    }

    private void End(Call call, string cause)
    {
        if (!call.IsOver)
        {
            call.Leg!.IsEndedByUs = true;
            life.End(call, cause);
        }
    }

    private Call Known(ApiRequest request)
    {
        var call = store.Find(request.Route("callId"));
        return call is { EndTime: { } end } && exchange.Now - end > KnownAfterEnd ? throw TelnyxErrors.NotFound() : call ?? throw TelnyxErrors.NoCall();
    }

    /// <summary>A leg that is being called is not alive yet.</summary>
    private JsonObject Status(Call call) => Wire.Object(
        ("record_type", "call"), ("call_control_id", call.Id), ("call_leg_id", news.LegOf(call).Id), ("call_session_id", call.Leg!.SessionId), ("client_state", call.Leg.ClientState),
        ("is_alive", !call.IsOver && (call.IsInbound || call.IsAnswered)), ("call_duration", Seconds(call)), ("start_time", call.StartTime.Iso()), ("end_time", call.EndTime?.Iso()));

    private int Seconds(Call call) => (int)((call.EndTime ?? exchange.Now) - call.StartTime).TotalSeconds;

    /// <summary>
    /// Pages by cursor. The official client knows none and asks by number: it finds everything on the first page.
    /// </summary>
    private ApiReply Active(ApiRequest request)
    {
        var live = store.OldestFirst().Where(call => !call.IsOver && news.LegOf(call).ConnectionId == request.Route("connectionId")).ToList();
        var isFurther = request.Query("page[after]") is null && Wire.Number(request, "page[number]", 1, int.MaxValue) > 1;
        var start = request.Query("page[after]") is { } after ? live.FindIndex(call => call.Id == after) + 1 : isFurther ? live.Count : 0;
        var size = Wire.Number(request, "page[limit]", Wire.Number(request, "page[size]", 20, 250), 250);
        var page = live.Skip(start).Take(size).ToList();
        var next = start + size < live.Count ? page[^1].Id : null;
        return ApiReply.Json(Wire.Object(
            ("data", Json.Array(page.Select(call => Wire.Object(
                ("call_control_id", call.Id), ("call_leg_id", call.Leg!.Id), ("call_session_id", call.Leg.SessionId), ("client_state", call.Leg.ClientState),
                ("call_duration", Seconds(call)), ("record_type", "call"))))),
            ("meta", Wire.Object(
                ("cursors", Wire.Object(("after", next), ("before", page.FirstOrDefault()?.Id))), ("next", next is null ? null : $"{request.Urls.Root}{request.Http.EscapedPath}?page[after]={next}"),
                ("previous", null), ("total_items", live.Count)))));
    }

    /// <summary>Without a leg or a session, of the last day.</summary>
    private ApiReply Told(ApiRequest request)
    {
        var (leg, session, name) = (request.Query("filter[leg_id]"), request.Query("filter[application_session_id]"), request.Query("filter[name]"));
        if (request.Query("filter[type]") is "command")
        {
            throw ApiError.NotSimulated("The log of commands (send filter[type]=webhook)");
        }

        var since = exchange.Now - TimeSpan.FromDays(1);
        var calls = store.OldestFirst().Where(call => call.Leg is { } known && (leg is null || known.Id == leg) && (session is null || known.SessionId == session)
            && (leg is not null || session is not null || call.StartTime >= since));
        var told = calls.SelectMany(call => call.Leg!.Told.Where(entry => name is null || (string?)entry["event_type"] == name).Select(entry => (call.Leg, entry)));
        return Wire.Page(request, told, item => Wire.Object(
            ("record_type", "call_event"), ("type", "webhook"), ("name", item.entry["event_type"]!.DeepClone()), ("call_leg_id", item.Leg.Id), ("call_session_id", item.Leg.SessionId),
            ("event_timestamp", item.entry["occurred_at"]!.DeepClone()), ("metadata", Wire.Object(("event", item.entry.DeepClone())))));
    }
}
