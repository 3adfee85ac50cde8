using System.Text.Json.Nodes;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Rest;

namespace CallGrains.Simulator.Calls;

/// <summary>Tells what happens on a call: to the carrier's log, and to the application.</summary>
internal sealed class CallEvents(Exchange exchange, Ids ids, Func<Urls> urls, PostOffice post)
{
    /// <summary>Part of the request's own handling: a 2xx is never out before the log shows its effect.</summary>
    public void Record(Call call, string name, string? data = null) =>
        call.Events.Add(new CallEvent(ids.Next("ce"), exchange.Now, name, data));

    /// <summary>An event of the call itself: with its parties and its tag.</summary>
    public void SendState(Call call, string type, params ReadOnlySpan<(string, JsonNode?)> more) =>
        Send(call, type, [("from", call.From), ("to", call.To), .. more, ("tag", call.Tag)]);

    /// <summary>The one event that has a consequence when nobody takes it.</summary>
    public void SendIncoming(Call call, string applicationId, Action whenLost) => Post(
        call,
        "incomingcall",
        Json.Object([
            ("callUri", urls().Call(call.Id)), ("time", exchange.Now.Iso()), ("from", call.From), ("to", call.To),
            ("callState", "active"), ("applicationId", applicationId), .. Origin(call)]),
        null,
        whenLost);

    public void SendAnswer(Call call) => SendState(call, "answer", [("callState", "active"), .. Origin(call)]);

    /// <summary>What the caller's network says of it; nothing for outbound calls.</summary>
    private static (string, JsonNode?)[] Origin(Call call) => !call.IsInbound ? [] :
    [
        ("displayName", call.Order.DisplayName),
        ("withholdCallerNumber", call.Order.DisplayName is null ? null : "false"),
        ("diversion", call.Order.Diversion?.DeepClone()),
    ];

    public void Send(Call call, string type, params ReadOnlySpan<(string, JsonNode?)> more) =>
        Post(call, type, Json.Object([("callUri", urls().Call(call.Id)), ("time", exchange.Now.Iso()), .. more]), null);

    public void SendGather(Call call, JsonObject fields, string? terminatingDigit)
    {
        fields["time"] = exchange.Now.Iso();
        Post(call, "gather", fields, Json.Object(("callUri", urls().Call(call.Id)), ("terminatingDigit", terminatingDigit)));
    }

    public void SendRecording(Call call, string recordingId, JsonObject fields)
    {
        fields["recordingUri"] = urls().Recording(recordingId);
        Post(call, "recording", fields, null);
    }

    public void SendTranscription(Call call, JsonObject fields)
    {
        if (call.Callback is not { } target) return;
        fields.Insert(0, "eventType", "transcription");
        post.Post(call.Line, new Delivery(call.Id, "transcription", target, fields, null, exchange.Reply));
    }

    private void Post(Call call, string type, JsonObject fields, JsonObject? getOnly, Action? whenLost = null)
    {
        if (call.Callback is not { } target) return;
        fields.Insert(0, "eventType", type);
        fields.Insert(1, "callId", call.Id);
        post.Post(call.Line, new Delivery(call.Id, type, target, fields, getOnly, exchange.Reply) { WhenLost = whenLost });
    }
}
