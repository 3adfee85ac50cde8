using System.Text.Json.Nodes;
using CallGrains.Bandwidth;

namespace CallGrains.Testing.Worlds;

/// <summary>
/// What the <see cref="FakeCarrier"/> does besides calls: texts, bridges, transcriptions. A text is sent after 300 ms
/// and delivered after 800 ms.
/// </summary>
internal sealed class FakeServices(FakeCarrier carrier)
{
    private readonly Dictionary<Uri, CallbackLine> _lines = [];
    private readonly Dictionary<Uri, string> _messages = [];
    private readonly Dictionary<string, (string Id, string Text)> _transcriptions = [];
    private readonly Dictionary<string, string> _bridges = [];
    private readonly Dictionary<string, FakeCall> _recorded = [];

    /// <summary>Who never gets a text: the receipt's code.</summary>
    public Dictionary<string, string> Undelivered { get; } = [];

    /// <summary>What is said in recordings.</summary>
    public string Words { get; set; } = "Call me back.";

    /// <summary>Texts to us and from us, in order.</summary>
    public List<(DateTimeOffset At, string From, string To, string Text)> Texted { get; } = [];

    /// <summary>Pictures and files from us, in order.</summary>
    public List<(string To, Uri Media)> Media { get; } = [];

    /// <summary>Which calls are bridged: the other's id.</summary>
    public string? BridgeOf(FakeCall call) => _bridges.GetValueOrDefault(call.Id);

    /// <summary>Whose words a recording holds.</summary>
    public void Recorded(string recording, FakeCall call) => _recorded[recording] = call;

    public string? Execute(CommandRequest request, Func<string, FakeCall> call) => request.Command switch
    {
        SendMessageCommand message => Send(message, request),
        TranscribeCommand transcribe => Transcribe(transcribe.RecordingId),
        BridgeCommand => Bridge(call(request.CallId!), call(request.OtherCallId!), request.BridgeId),
        UnbridgeCommand => Unbridge(request.BridgeId!),
        _ => null,
    };

    public string? Find(CommandRequest request) => request.Command switch
    {
        SendMessageCommand => _messages.GetValueOrDefault(request.CallbackUrl!),
        TranscribeCommand t => _transcriptions.TryGetValue(t.RecordingId, out var found) ? found.Id : null,
        _ => _bridges.GetValueOrDefault(request.CallId!) is { } bridge && _bridges.GetValueOrDefault(request.OtherCallId!) == bridge ? bridge : null,
    };

    public TranscriptionSnapshot? Transcription(string recordingId) =>
        _transcriptions.TryGetValue(recordingId, out var t) ? new TranscriptionSnapshot(t.Id, "completed") { Text = t.Text } : null;

    public void DeliverAgain()
    {
        foreach (var line in _lines.Values)
        {
            line.DeliverAgain();
        }
    }

    /// <summary>Somebody writes to one of our numbers.</summary>
    public FlowAddress Texts(string text, string? flow, string from = "+15550001", string to = "+15550105", IReadOnlyList<Uri>? media = null)
    {
        var address = FlowAddress.Thread(to, from);
        carrier.World.TraceLog.Party(from, $"texts \"{text}\" to {to}");
        Texted.Add((carrier.World.Time.GetUtcNow(), from, to, text));
        Post(new Uri($"https://app.example.com/texts/{from}"), new JsonObject
        {
            ["eventType"] = media is { Count: > 0 } ? "mms" : "sms",
            ["direction"] = "in",
            ["messageId"] = carrier.NextId("in"),
            ["from"] = from,
            ["to"] = to,
            ["text"] = text,
            ["state"] = "received",
            ["time"] = carrier.Stamp(),
            ["media"] = media is { Count: > 0 } ? new JsonArray([.. media.Select(m => (JsonNode)m.OriginalString)]) : null,
        }, address, flow);
        return address;
    }

    private string Send(SendMessageCommand message, CommandRequest request)
    {
        var id = carrier.NextId("m");
        carrier.TookEffect($"text {message.To} {message.Text}");
        Texted.Add((carrier.World.Time.GetUtcNow(), message.From, message.To, message.Text));
        Media.AddRange((message.Media ?? []).Select(m => (message.To, m)));
        _messages[request.CallbackUrl!] = id;
        carrier.After(TimeSpan.FromMilliseconds(300), () => Report("sent", null, null));
        if (carrier.IsOwn(message.To))
        {
            carrier.After(TimeSpan.FromMilliseconds(500), () => Texts(message.Text, null, message.From, message.To, message.Media));
        }

        var code = Undelivered.GetValueOrDefault(message.To);
        carrier.After(TimeSpan.FromMilliseconds(800), () => Report("sent", code is null ? "delivered" : "not-delivered", code ?? "0"));
        return id;

        void Report(string state, string? delivery, string? code) => Post(request.CallbackUrl!, new JsonObject
        {
            ["eventType"] = "sms",
            ["direction"] = "out",
            ["messageId"] = id,
            ["from"] = message.From,
            ["to"] = message.To,
            ["text"] = message.Text,
            ["state"] = state,
            ["deliveryState"] = delivery,
            ["deliveryCode"] = code,
            ["tag"] = BandwidthTag.Of(request),
            ["time"] = carrier.Stamp(),
        });
    }

    private string Transcribe(string recording)
    {
        if (!_transcriptions.TryGetValue(recording, out var transcription))
        {
            carrier.TookEffect($"transcribe {recording}");
            var words = _recorded.GetValueOrDefault(recording)?.Says ?? Words;
            _transcriptions[recording] = transcription = (carrier.NextId("t"), words);
            carrier.After(TimeSpan.FromSeconds(1), () => Tell(recording, transcription.Id, words));
        }

        return transcription.Id;
    }

    /// <summary>It names the recording alone, and comes to the application's URL.</summary>
    private void Tell(string recording, string id, string words)
    {
        var e = new JsonObject { ["eventType"] = "transcription", ["transcriptionId"] = id, ["recordingId"] = recording, ["state"] = "completed", ["text"] = words, ["textSize"] = words.Length };
        Post(new Uri($"https://app.example.com/{recording}"), e, FlowAddress.Call("rec-" + recording));
    }

    private string Bridge(FakeCall one, FakeCall other, string? into)
    {
        if (one.State != "active" || other.State != "active")
        {
            throw FakeCarrier.Failed(RequestEffect.Gone, 403, "call-id-not-found");
        }

        if (new[] { one, other }.Any(c => _bridges.GetValueOrDefault(c.Id) is { } bridge && bridge != into))
        {
            throw FakeCarrier.Failed(RequestEffect.Refused, 400, "bridge-bridged-callId");
        }

        Part(into);
        carrier.TookEffect($"bridge {other.Party}");
        return _bridges[one.Id] = _bridges[other.Id] = into ?? carrier.NextId("brg");
    }

    private string Unbridge(string bridge)
    {
        if (Part(bridge))
        {
            carrier.TookEffect("unbridge");
        }

        return bridge;
    }

    private bool Part(string? bridge)
    {
        var members = _bridges.Where(b => b.Value == bridge).Select(b => b.Key).ToList();
        members.ForEach(m => _bridges.Remove(m));
        return members.Count > 0;
    }

    private void Post(Uri url, JsonObject e, FlowAddress? to = null, string? flow = null)
    {
        var lost = carrier.Drops(e);
        carrier.World.TraceLog.Event(e, lost);
        if (lost)
        {
            return;
        }

        if (!_lines.TryGetValue(url, out var line))
        {
            World.Tokens.TryRead(url.Segments[^1], out var address, out var leg);
            _lines[url] = line = new CallbackLine(carrier, to ?? address, leg, flow);
        }

        line.Post(e);
    }
}
