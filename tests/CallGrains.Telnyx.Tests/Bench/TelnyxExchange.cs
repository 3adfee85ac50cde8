using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CallGrains.Testing;

namespace CallGrains.Telnyx.Tests;

/// <summary>
/// Telnyx in memory, as the fact sheet has it: calls with one client state each, commands that are known again for a
/// minute by their command_id, sounds that come one after the other, gathers, recordings, texts; signed webhooks, and
/// the lists and the log that are asked afterwards.
/// </summary>
internal sealed class TelnyxExchange : HttpMessageHandler
{
    private readonly TimeProvider _time;
    private readonly TelnyxExchangeRooms _rooms;

    public const string Connection = "1293384261075731499";

    private readonly Dictionary<string, TelnyxCall> _calls = [];
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long At, JsonObject Answer)> _known = [];
    private readonly List<JsonObject> _log = [];
    private int _ids;

    public TelnyxExchange(TimeProvider time) => (_time, _rooms) = (time, new TelnyxExchangeRooms(this));

    public Signer Signer { get; } = new(7);

    public WireFault? Fault { get; set; }

    /// <summary>What the next request that changes something is answered; null for what it deserves.</summary>
    public HttpResponseMessage? Answer { get; set; }

    public int Effects { get; private set; }

    /// <summary>Whether a file is behind the links of recordings.</summary>
    public bool HasFiles { get; set; } = true;

    public System.Collections.Concurrent.ConcurrentQueue<SignedRequest> Sent { get; } = new();

    public System.Collections.Concurrent.ConcurrentQueue<(string Path, JsonObject Body)> All { get; } = new();

    public IReadOnlyList<(string Path, JsonObject Body)> Posted => [.. All];

    public System.Collections.Concurrent.ConcurrentQueue<HttpRequestMessage> Asked { get; } = new();

    public long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    public string Moment => _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public string Dials()
    {
        using var held = _gate.EnterScope();
        var call = Add("incoming", "+15550001", "+15550100", null);
        Tell("call.initiated", call, ("direction", "incoming"), ("state", "parked"));
        return call.Id;
    }

    /// <summary>A call that is there already, under an id of its own.</summary>
    public void Adopt(string id, string from, string to) => _calls[id] = new TelnyxCall(id, $"leg-{++_ids}", "incoming", from, to);

    public void Press(string id, string digits)
    {
        using var held = _gate.EnterScope();
        var call = _calls[id];
        foreach (var digit in digits)
        {
            Tell("call.dtmf.received", call, ("digit", $"{digit}"));
        }

        EndGather(call, digits, "valid");
    }

    public void Answers(string id) => Answered(_calls[id]);

    /// <summary>Whoever is called is busy; false while there is no such call.</summary>
    public bool EndsAt(string number)
    {
        using var held = _gate.EnterScope();
        if (_calls.Values.FirstOrDefault(c => c is { Direction: "outgoing", IsAnswered: false, IsOver: false } && c.To == number) is not { } call)
        {
            return false;
        }

        End(call.Id, "user_busy");
        return true;
    }

    /// <summary>Whoever is called answers, once there is such a call.</summary>
    public string? AnswersAt(string number)
    {
        using var held = _gate.EnterScope();
        if (_calls.Values.FirstOrDefault(c => c is { Direction: "outgoing", IsAnswered: false, IsOver: false } && c.To == number) is { } call)
        {
            Answered(call);
            return call.Id;
        }

        return null;
    }

    public void End(string id, string cause)
    {
        using var held = _gate.EnterScope();
        var call = _calls[id];
        if (!call.IsOver)
        {
            EndSounds(call, "call_hangup");
            EndGather(call, "", "call_hangup");
            call.EndTime = Moment;
            Tell("call.hangup", call, ("hangup_cause", cause), ("hangup_source", "caller"), ("sip_hangup_cause", "200"), ("end_time", call.EndTime));
            _rooms.Leave(call.Id);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Enqueue(request);
        if (request.RequestUri!.Host == "files.example.com")
        {
            return HasFiles ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([1, 2, 3]) } : new HttpResponseMessage(HttpStatusCode.NotFound);
        }

        if (request.Headers.Authorization is not { Scheme: "Bearer", Parameter: "KEY-test" })
        {
            return Error(HttpStatusCode.Unauthorized, "10009");
        }

        var path = Uri.UnescapeDataString(request.RequestUri.AbsolutePath["/v2/".Length..]);
        if (request.Method == HttpMethod.Get)
        {
            lock (_gate)
            {
                return Read(path.Split('/'), Uri.UnescapeDataString(request.RequestUri.Query));
            }
        }

        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
        return Take(path, body);
    }

    private HttpResponseMessage Take(string path, JsonObject body)
    {
        using var held = _gate.EnterScope();
        All.Enqueue((path, body));
        var (fault, answer) = (Fault, Answer);
        (Fault, Answer) = (null, null);
        return answer ?? fault switch
        {
            WireFault.RequestLost => throw new HttpRequestException("the request is lost"),
            WireFault.TooMany => Error(HttpStatusCode.TooManyRequests, "10011"),
            WireFault.Refused => Error(HttpStatusCode.UnprocessableEntity, "10033"),
            WireFault.AnswerLost => Lost(Post(path, body)),
            _ => Post(path, body),
        };

        static HttpResponseMessage Lost(HttpResponseMessage done) => done.IsSuccessStatusCode ? throw new HttpRequestException("the answer is lost") : done;
    }

    private HttpResponseMessage Post(string path, JsonObject body)
    {
        var parts = path.Split('/');
        var key = (string?)body["command_id"] is { } id ? $"{(parts.Length > 1 ? parts[1] : "")}:{id}" : null;
        if (key is not null && _known.TryGetValue(key, out var known) && Now - known.At < 60)
        {
            return Ok(known.Answer);
        }

        var refused = parts[0] == "conferences" ? _rooms.Refusal(parts, body) : parts.Length > 2 ? Refusal(parts[1], parts[3], body) : null;
        if (refused is not null)
        {
            return refused;
        }

        // What a leg's state says changes nothing that anybody hears.
        Effects += parts.Length > 3 && parts[3] == "client_state_update" ? 0 : 1;
        var answer = parts[0] switch
        {
            "messages" => Text(body),
            "conferences" => _rooms.Act(parts, body),
            "calls" when parts.Length == 1 => Dial(body),
            _ => Act(_calls[parts[1]], parts[3], body),
        };
        if (key is not null)
        {
            _known[key] = (Now, answer);
        }

        return Ok(answer);
    }

    private HttpResponseMessage? Refusal(string id, string verb, JsonObject body) =>
        !_calls.TryGetValue(id, out var call) ? Error(HttpStatusCode.UnprocessableEntity, "90015")
        : call.IsOver || (verb == "bridge" && _calls[(string)body["call_control_id"]!].IsOver) ? Error(HttpStatusCode.UnprocessableEntity, "90018")
        : verb == "answer" && call.Direction == "outgoing" ? Error(HttpStatusCode.UnprocessableEntity, "90102")
        : !call.IsAnswered && verb is not ("answer" or "reject" or "hangup" or "transfer") ? Error(HttpStatusCode.UnprocessableEntity, "90034")
        : null;

    private JsonObject Text(JsonObject body)
    {
        var id = $"msg-{++_ids}";
        Report("message.sent", "sent");
        Report("message.finalized", "delivered");
        return new JsonObject { ["id"] = id };

        void Report(string type, string status) => Send(type, UrlOf(body), new JsonObject
        {
            ["id"] = id,
            ["direction"] = "outbound",
            ["type"] = "SMS",
            ["text"] = (string?)body["text"],
            ["errors"] = new JsonArray(),
            ["from"] = new JsonObject { ["phone_number"] = (string?)body["from"] },
            ["to"] = new JsonArray(new JsonObject { ["phone_number"] = (string?)body["to"], ["status"] = status }),
        });
    }

    private static Uri? UrlOf(JsonObject body) => (string?)body["webhook_url"] is { } url ? new Uri(url) : null;

    private JsonObject Dial(JsonObject body)
    {
        var call = Add("outgoing", (string)body["from"]!, (string)body["to"]!, (string?)body["client_state"]);
        call.Url = UrlOf(body);
        Tell("call.initiated", call, ("direction", "outgoing"), ("state", "bridging"));
        return new JsonObject { ["call_control_id"] = call.Id, ["call_leg_id"] = call.Leg, ["is_alive"] = false };
    }

    private JsonObject Act(TelnyxCall call, string verb, JsonObject body)
    {
        call.State = (string?)body["client_state"] ?? call.State;
        switch (verb)
        {
            case "answer":
                Answered(call);
                break;
            case "reject":
                End(call.Id, "call_rejected");
                break;
            case "hangup":
                End(call.Id, "normal_clearing");
                break;
            case "transfer":
                var leg = Add("outgoing", call.To, (string)body["to"]!, (string?)body["target_leg_client_state"]);
                leg.Url = call.Url;
                Tell("call.initiated", leg, ("direction", "outgoing"), ("state", "bridging"));
                break;
            case "speak" or "playback_start":
                Sound(call, verb == "speak" ? "speak" : "playback", (string?)body["loop"] == "infinity");
                break;
            case "playback_stop":
                EndSounds(call, "completed");
                break;
            case "gather" or "gather_using_speak" or "gather_using_audio":
                call.Gathers = true;
                break;
            case "gather_stop":
                EndGather(call, "", "cancelled");
                break;
            case "record_stop":
                Tell("call.recording.saved", call, ("recording_id", $"rec-{++_ids}"), ("recording_started_at", Moment), ("recording_ended_at", Moment));
                break;
        }

        return new JsonObject { ["result"] = "ok" };
    }

    private void Answered(TelnyxCall call)
    {
        call.IsAnswered = true;
        Tell("call.answered", call);
    }

    private void Sound(TelnyxCall call, string kind, bool loops)
    {
        Tell($"call.{kind}.started", call);
        call.Loop = loops ? kind : call.Loop;
        if (!loops)
        {
            Tell($"call.{kind}.ended", call, ("status", "completed"));
        }
    }

    private void EndSounds(TelnyxCall call, string status)
    {
        if (call.Loop is { } kind)
        {
            call.Loop = null;
            Tell($"call.{kind}.ended", call, ("status", status));
        }
    }

    private void EndGather(TelnyxCall call, string digits, string status)
    {
        if (call.Gathers)
        {
            call.Gathers = false;
            Tell("call.gather.ended", call, ("digits", digits), ("status", status));
        }
    }

    private HttpResponseMessage Read(string[] parts, string query) => parts switch
    {
        ["conferences", ..] => _rooms.Read(parts, query),
        ["calls", var id] => _calls.TryGetValue(id, out var call) ? Ok(Status(call)) : Error(HttpStatusCode.UnprocessableEntity, "90015"),
        ["connections", _, "active_calls"] => List(_calls.Values.Where(c => !c.IsOver).Select(Status)),
        ["call_events"] => List(_log.Where(r => (!query.Contains("leg_id", StringComparison.Ordinal) || query.Contains($"={r["payload"]!["call_leg_id"]}&", StringComparison.Ordinal))
            && (!query.Contains("name", StringComparison.Ordinal) || (string?)r["event_type"] == "call.initiated"))),
        ["recordings", var id] => id == "rec-lost" ? Error(HttpStatusCode.NotFound, "10005") : Ok(new JsonObject { ["id"] = id, ["download_urls"] = new JsonObject { ["wav"] = $"https://files.example.com/{id}.wav?key=1" } }),
        ["recordings"] => List([new JsonObject { ["id"] = "rec-9", ["status"] = "completed" }]),
        _ => Error(HttpStatusCode.NotFound, "10005"),
    };

    private JsonObject Status(TelnyxCall call) => new()
    {
        ["record_type"] = "call",
        ["call_control_id"] = call.Id,
        ["call_leg_id"] = call.Leg,
        ["client_state"] = call.State,
        ["is_alive"] = !call.IsOver,
        ["end_time"] = call.EndTime,
    };

    private TelnyxCall Add(string direction, string from, string to, string? state)
    {
        var call = new TelnyxCall($"v3:call-{++_ids}", $"leg-{++_ids}", direction, from, to) { State = state };
        return _calls[call.Id] = call;
    }

    private void Tell(string type, TelnyxCall call, params (string Name, string? Value)[] fields)
    {
        var payload = new JsonObject
        {
            ["call_control_id"] = call.Id,
            ["call_leg_id"] = call.Leg,
            ["call_session_id"] = $"s-{call.Leg}",
            ["connection_id"] = Connection,
            ["client_state"] = call.State,
            ["from"] = call.From,
            ["to"] = call.To,
        };
        foreach (var (name, value) in fields)
        {
            payload[name] = value;
        }

        var id = Send(type, call.Url, payload);
        _log.Add(new JsonObject { ["event_type"] = type, ["payload"] = Within(payload, Moment), ["record_type"] = "event", ["webhook_id"] = id });
    }

    public TelnyxCall? Find(string id) => _calls.GetValueOrDefault(id);

    public string Send(string type, Uri? to, JsonObject payload)
    {
        var id = new Guid(++_ids, 0, 0, new byte[8]).ToString();
        var data = new JsonObject { ["event_type"] = type, ["id"] = id, ["occurred_at"] = Moment, ["payload"] = payload.DeepClone(), ["record_type"] = "event" };
        var raw = Encoding.UTF8.GetBytes(new JsonObject { ["data"] = data, ["meta"] = new JsonObject { ["attempt"] = 1 } }.ToJsonString());
        Sent.Enqueue(Signer.Request(Now, raw, to));
        return id;
    }

    private static JsonObject Within(JsonObject payload, string moment)
    {
        var copy = payload.DeepClone().AsObject();
        copy["occurred_at"] = moment;
        return copy;
    }

    public static HttpResponseMessage Ok(JsonObject data) => Json(HttpStatusCode.OK, new JsonObject { ["data"] = data.DeepClone() });

    public static HttpResponseMessage List(IEnumerable<JsonObject> items) => Json(HttpStatusCode.OK, new JsonObject { ["data"] = new JsonArray([.. items.Select(i => i.DeepClone())]) });

    public static HttpResponseMessage Error(HttpStatusCode status, string code) =>
        Json(status, new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["title"] = $"about {code}", ["detail"] = "in words" }) });

    private static HttpResponseMessage Json(HttpStatusCode status, JsonObject body) => new(status) { Content = new StringContent(body.ToJsonString()) };
}
