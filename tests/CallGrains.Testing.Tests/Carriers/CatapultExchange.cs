using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CallGrains.Testing.Tests.Carriers;

/// <summary>
/// What the suite needs of Catapult: calls, audio, gathers, recordings, bridges, conferences, texts, transcriptions,
/// and its lists of them.
/// </summary>
internal sealed class CatapultExchange(TimeProvider time) : HttpMessageHandler
{
    private readonly Dictionary<string, JsonObject> _things = [];
    private readonly Dictionary<string, List<JsonObject>> _lists = [];

    public WireFault? Fault { get; set; }

    public int Effects { get; private set; }

    public Queue<CallbackRequest> Sent { get; } = new();

    private string Now => time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

    public string Dials()
    {
        var id = Add("calls", "c", new JsonObject { ["state"] = "started", ["direction"] = "in", ["from"] = "+15550001", ["to"] = "+15550100" });
        Tell("incomingcall", id, ("from", "+15550001"), ("to", "+15550100"), ("callState", "active"));
        return id;
    }

    public void EndGather(string call, string digits, string reason)
    {
        if (_lists.GetValueOrDefault($"calls/{call}/gather")?.Find(g => (string?)g["state"] != "completed") is { } gather)
        {
            (gather["state"], gather["reason"], gather["digits"]) = ("completed", reason, digits);
            Tell("gather", call, ("gatherId", (string)gather["id"]!), ("state", "completed"), ("reason", reason), ("digits", digits), ("tag", (string?)gather["tag"]));
        }
    }

    public void End(string call)
    {
        if (!IsOver(call))
        {
            EndGather(call, "", GatherReason.HungUp);
            (_things[$"calls/{call}"]["state"], _things[$"calls/{call}"]["endTime"]) = ("completed", Now);
            Note(call, "hangup", HangupCause.NormalClearing);
            Tell("hangup", call, ("cause", HangupCause.NormalClearing));
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath["/v1/users/u-test/".Length..];
        if (request.Method == HttpMethod.Get)
        {
            return Answer(request, Read(path));
        }

        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var fault = Fault;
        Fault = null;
        var answer = fault switch
        {
            WireFault.RequestLost => throw new HttpRequestException("the request is lost"),
            WireFault.TooMany => Error(HttpStatusCode.Forbidden, "limit", "message-rate-limit"),
            WireFault.Refused => Error(HttpStatusCode.BadRequest, "bad-request", "invalid-property"),
            _ => Post(path, body is { Length: > 0 } ? JsonNode.Parse(body) as JsonObject ?? [] : []),
        };
        return fault == WireFault.AnswerLost ? throw new HttpRequestException("the answer is lost") : Answer(request, answer);
    }

    private HttpResponseMessage Post(string path, JsonObject body)
    {
        var parts = path.Split('/');
        if ((parts[0] == "calls" && parts.Length > 1 && IsOver(parts[1])) || (parts[0] == "bridges" && body["callIds"]!.AsArray().Any(id => IsOver((string)id!))))
        {
            return parts[0] == "bridges" ? Error(HttpStatusCode.Forbidden, "forbidden", "call-id-not-found") : Error(HttpStatusCode.Forbidden, "forbidden", "call-invalid-state");
        }

        if (parts is ["calls", var answered] && (string?)body["state"] == "active" && (string?)_things[$"calls/{answered}"]["state"] == "active")
        {
            return Error(HttpStatusCode.Forbidden, "forbidden", "call-invalid-state");
        }

        Effects++;
        return parts switch
        {
            ["calls", var call] => Change(call, body),
            ["calls", var call, "audio"] => Play(call, body),
            ["calls", var call, "gather"] => Gather(call, body),
            ["calls", var call, "gather", _] => Stop(call),
            ["calls"] => Created(path, "c", body, ("direction", "out"), ("state", "started")),
            ["bridges"] => Bridge(body),
            ["conferences", var room, "members"] => Join(path, room, body),
            ["conferences" or "messages"] or ["recordings", _, "transcriptions"] => Created(path, parts[^1][..1], body, ("state", "created")),
            _ => new HttpResponseMessage(HttpStatusCode.OK),
        };
    }

    private HttpResponseMessage Change(string call, JsonObject body)
    {
        var changed = _things[$"calls/{call}"];
        switch ((string?)body["state"])
        {
            case "active":
                (changed["state"], changed["activeTime"]) = ("active", Now);
                Tell("answer", call, ("from", "+15550001"), ("to", "+15550100"), ("callState", "active"));
                break;
            case "completed" or "rejected":
                End(call);
                break;
            case "transferring":
                return Created("calls", "c", new JsonObject { ["to"] = (string?)body["transferTo"], ["callbackUrl"] = (string?)body["callbackUrl"] }, ("direction", "out"), ("state", "started"));
        }

        if (body["recordingEnabled"] is { } recording)
        {
            changed["recordingEnabled"] = (bool)recording;
            _ = (bool)recording ? Add($"calls/{call}/recordings", "rec", new JsonObject { ["state"] = "recording" }) : null;
        }

        return new HttpResponseMessage(HttpStatusCode.OK);
    }

    private HttpResponseMessage Play(string call, JsonObject body)
    {
        if ((string?)body["sentence"] is not "" && (string?)body["fileUrl"] is not "")
        {
            var kind = body["sentence"] is null ? "playback" : "speak";
            Note(call, "playback", "start");
            Tell(kind, call, ("status", "started"), ("tag", (string?)body["tag"]));
            Note(call, "playback", "done");
            Tell(kind, call, ("status", "done"), ("tag", (string?)body["tag"]));
        }

        return new HttpResponseMessage(HttpStatusCode.OK);
    }

    private HttpResponseMessage Gather(string call, JsonObject body)
    {
        var created = Created($"calls/{call}/gather", "gtr", body, ("state", "started"));
        Note(call, "CHANNEL_EXECUTE", new JsonObject { ["applicationName"] = "gather", ["applicationData"] = (string?)_lists[$"calls/{call}/gather"][^1]["id"] }.ToJsonString());
        if (body["prompt"] is not null)
        {
            Note(call, "playback", "start");
            Note(call, "playback", "done");
        }

        return created;
    }

    private HttpResponseMessage Stop(string call)
    {
        EndGather(call, "", GatherReason.Cancelled);
        return new HttpResponseMessage(HttpStatusCode.OK);
    }

    private HttpResponseMessage Bridge(JsonObject body)
    {
        var created = Created("bridges", "brg", body);
        foreach (var id in body["callIds"]!.AsArray())
        {
            _things[$"calls/{id}"]["bridgeId"] = (string?)_lists["bridges"][^1]["id"];
        }

        return created;
    }

    private HttpResponseMessage Join(string path, string room, JsonObject body)
    {
        body["call"] = $"http://127.0.0.1:1/v1/users/u-test/calls/{body["callId"]}";
        return _things.ContainsKey($"conferences/{room}") ? Created(path, "member", body, ("state", "active")) : Error(HttpStatusCode.NotFound, "not-found", "conference-not-found");
    }

    private HttpResponseMessage Created(string path, string kind, JsonObject thing, params (string Name, string Value)[] more)
    {
        foreach (var (name, value) in more)
        {
            thing[name] = value;
        }

        var id = Add(path, kind, thing);
        var answer = new HttpResponseMessage(HttpStatusCode.Created);
        answer.Headers.Location = new Uri($"http://127.0.0.1:1/v1/users/u-test/{path}/{id}");
        return answer;
    }

    private HttpResponseMessage Read(string path) =>
        _things.TryGetValue(path, out var thing) ? Json(thing)
        : path.StartsWith("calls/c-", StringComparison.Ordinal) && !_things.ContainsKey(string.Join('/', path.Split('/')[..2])) ? Error(HttpStatusCode.NotFound, "not-found", "call-not-found")
        : path.Split('/').Length % 2 == 1 ? Json(new JsonArray([.. _lists.GetValueOrDefault(path)?.Select(t => t.DeepClone()) ?? []]))
        : Error(HttpStatusCode.NotFound, "not-found", "resource-not-found");

    private string Add(string path, string kind, JsonObject thing)
    {
        if (!_lists.TryGetValue(path, out var list))
        {
            _lists[path] = list = [];
        }

        var id = $"{kind}-{_things.Count + 1}";
        thing["id"] = id;
        list.Add(_things[$"{path}/{id}"] = thing);
        return id;
    }

    private bool IsOver(string call) => (string?)_things.GetValueOrDefault($"calls/{call}")?["state"] == "completed";

    private void Note(string call, string name, string data) => Add($"calls/{call}/events", "ev", new JsonObject { ["name"] = name, ["data"] = data, ["time"] = Now });

    private void Tell(string type, string call, params (string Name, string? Value)[] fields)
    {
        var e = new JsonObject { ["eventType"] = type, ["callId"] = call, ["time"] = Now };
        foreach (var (name, value) in fields)
        {
            e[name] = value;
        }

        Sent.Enqueue(new CallbackRequest(CallbackForm.Json, Encoding.UTF8.GetBytes(e.ToJsonString())));
    }

    private static HttpResponseMessage Json(JsonNode body) => new(HttpStatusCode.OK) { Content = new StringContent(body.ToJsonString()) };

    private static HttpResponseMessage Error(HttpStatusCode status, string category, string code) =>
        new(status) { Content = new StringContent(new JsonObject { ["category"] = category, ["code"] = code, ["message"] = $"about {code}" }.ToJsonString()) };

    private static HttpResponseMessage Answer(HttpRequestMessage request, HttpResponseMessage answer)
    {
        answer.RequestMessage = request;
        return answer;
    }
}
