using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CallGrains.Testing.Tests.Carriers;

/// <summary>The toy carrier's own side, in memory.</summary>
internal sealed class ToyBench : CarrierBench
{
    private readonly Exchange _exchange;

    public ToyBench(TimeProvider time)
    {
        _exchange = new Exchange(time);
        Carrier = new ToyCarrier(new HttpClient(_exchange) { BaseAddress = new Uri("https://toy.example.com") }, time);
    }

    public override ICarrier Carrier { get; }

    public override int Effects => _exchange.Done.Count;

    public override void Next(WireFault fault) => _exchange.Fault = fault;

    public override string Dials()
    {
        var line = _exchange.NewLine(born: null, leg: 0);
        _exchange.Tell("rings", line, ("from", "+15550001"), ("to", "+15550100"));
        return line;
    }

    public override void Press(string callId, string digits) => _exchange.EndAsk(callId, digits, GatherReason.MaxDigits);

    public override void HangUp(string callId) => _exchange.End(callId);

    public override bool TryTake([NotNullWhen(true)] out CallbackRequest? callback) => _exchange.Sent.TryDequeue(out callback);

    public override CallbackRequest Forged(CallbackRequest genuine) => new Signed(genuine.Raw.ToArray(), genuine.Header(ToyCallbacks.SignatureHeader)![..^1] + "x");

    public override CallbackRequest Stale(CallbackRequest genuine) => new Signed(genuine.Raw.ToArray(), ToyCallbacks.Sign(_exchange.Now - 301, genuine.Raw.Span));

    private sealed class Signed(byte[] raw, string sign) : CallbackRequest(CallbackForm.Json, raw)
    {
        public override string Url => "https://calls.example.com/callbacks/toy";

        public override string? Header(string name) => string.Equals(name, ToyCallbacks.SignatureHeader, StringComparison.OrdinalIgnoreCase) ? sign : null;
    }

    private sealed class Exchange(TimeProvider time) : HttpMessageHandler
    {
        private readonly Dictionary<string, JsonArray> _past = [];
        private readonly Dictionary<string, (string? Born, int Leg)> _lines = [];
        private readonly HashSet<string> _over = [];
        private readonly Dictionary<string, (string Id, JsonObject Command)> _asks = [];

        public WireFault? Fault { get; set; }

        public Dictionary<string, string?> Done { get; } = [];

        public Queue<CallbackRequest> Sent { get; } = new();

        public long Now => time.GetUtcNow().ToUnixTimeSeconds();

        public string NewLine(string? born, int leg)
        {
            var line = $"L{_lines.Count + 1}";
            _lines[line] = (born, leg);
            _past[line] = [];
            return line;
        }

        public void Tell(string what, string line, params (string Name, JsonNode? Value)[] more)
        {
            var fields = new JsonObject(more.Select(m => KeyValuePair.Create(m.Name, m.Value?.DeepClone()))) { ["born"] = _lines[line].Born, ["leg"] = _lines[line].Leg };
            var told = new JsonArray(what, line, Now, fields);
            _past[line].Add(told);
            var raw = Encoding.UTF8.GetBytes(told.ToJsonString());
            Sent.Enqueue(new Signed(raw, ToyCallbacks.Sign(Now, raw)));
        }

        public void EndAsk(string line, string keys, string why)
        {
            if (_asks.Remove(line, out var ask))
            {
                Tell("keys", line, ("id", ask.Id), ("keys", keys), ("why", why), ("ref", ask.Command["ref"]), ("note", ask.Command["note"]));
            }
        }

        public void End(string line)
        {
            if (_over.Add(line))
            {
                EndAsk(line, "", GatherReason.HungUp);
                Tell("down", line);
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Get)
            {
                return Asked(request.RequestUri!);
            }

            var command = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
            var fault = Fault;
            Fault = null;
            switch (fault)
            {
                case WireFault.RequestLost:
                    throw new HttpRequestException("the request is lost");
                case WireFault.TooMany:
                    return new HttpResponseMessage(HttpStatusCode.TooManyRequests);
                case WireFault.Refused:
                    return new HttpResponseMessage(HttpStatusCode.BadRequest);
            }

            var answer = Do(command);
            return fault == WireFault.AnswerLost ? throw new HttpRequestException("the answer is lost") : answer;
        }

        private HttpResponseMessage Asked(Uri url)
        {
            var value = Uri.UnescapeDataString(url.Query.Split('=')[1]);
            return url.AbsolutePath == "/done"
                ? Done.TryGetValue(value, out var id) ? Ok(new JsonObject { ["id"] = id }) : new HttpResponseMessage(HttpStatusCode.NotFound)
                : _past.TryGetValue(value, out var past) ? Ok(new JsonObject { ["told"] = past.DeepClone() }) : new HttpResponseMessage(HttpStatusCode.NotFound);
        }

        private HttpResponseMessage Do(JsonObject command)
        {
            var (key, line) = ((string)command["ref"]!, (string?)command["line"]);
            if (Done.TryGetValue(key, out var known))
            {
                return Ok(new JsonObject { ["id"] = known });
            }

            if (line is not null && _over.Contains(line))
            {
                return new HttpResponseMessage(HttpStatusCode.Gone);
            }

            string? id = null;
            Done[key] = null;
            switch ((string?)command["do"])
            {
                case "lift":
                    Tell("up", line!);
                    break;
                case "drop":
                    End(line!);
                    break;
                case "say":
                    Tell("saying", line!, ("ref", key), ("note", command["note"]));
                    Tell("said", line!, ("ref", key), ("note", command["note"]));
                    break;
                case "ask":
                    id = $"A{Done.Count}";
                    _asks[line!] = (id, command);
                    break;
                case "ring":
                    id = NewLine(key, (int)command["leg"]!);
                    Tell("up", id);
                    break;
            }

            Done[key] = id;
            return Ok(new JsonObject { ["id"] = id });
        }

        private static HttpResponseMessage Ok(JsonNode body) => new(HttpStatusCode.OK) { Content = new StringContent(body.ToJsonString()) };
    }
}
