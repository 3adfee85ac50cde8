using System.Text.Json.Nodes;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Rest;
using CallGrains.Simulator.Transcriptions;

namespace CallGrains.Simulator.Calls;

/// <summary>Tells what happens on a call as Bandwidth does: to the carrier's log, and to the application.</summary>
internal sealed class CallEvents(Exchange exchange, Ids ids, Func<Urls> urls, CallbackDispatcher post) : ICallNews
{
    public const int Cropped = 1000;

    /// <summary>Raised with the answer to the <c>answer</c> event of a call that a document may drive.</summary>
    public event Action<Call, string>? Scripted;

    /// <summary>Runs before an answer that may be a document enters the exchange.</summary>
    public Func<string, Task> Prepare { get; set; } = _ => Task.CompletedTask;

    /// <summary>Part of the request's own handling: a 2xx is never out before the log shows its effect.</summary>
    public void Record(Call call, string name, string? data = null) =>
        call.Events.Add(new CallEvent(ids.Next("ce"), exchange.Now, name, data));

    public void TimedOut(Call call) => SendState(call, "timeout");

    public void Ended(Call call, string cause) => SendState(call, "hangup", ("callState", "completed"), ("cause", cause));

    public void SoundStarted(Call call, AudioRequest audio) => SendSound(call, audio, "start", "started", "PLAYBACK_START");

    public void SoundDone(Call call, AudioRequest audio, bool isCut) => SendSound(call, audio, "done", "done", "PLAYBACK_STOP");

    public void Pressed(Call call, char key, TimeSpan after) =>
        Send(call, "dtmf", ("dtmfDigit", key.ToString()), ("time", (exchange.Now + after).Iso()), ("tag", call.Tag));

    /// <summary>An event of the call itself: with its parties and its tag.</summary>
    private void SendState(Call call, string type, params ReadOnlySpan<(string, JsonNode?)> more) =>
        Send(call, type, [("from", call.From), ("to", call.To), .. more, ("tag", call.Tag)]);

    /// <summary>The one event that has a consequence when nobody takes it.</summary>
    public void Incoming(Call call, string applicationId, Action whenLost) => Post(
        call,
        call.Callback,
        "incomingcall",
        Fields(call, [("from", call.From), ("to", call.To), ("callState", "active"), ("applicationId", applicationId), .. Origin(call)]),
        whenLost: whenLost);

    public void Answered(Call call) => Post(
        call,
        call.Callback,
        "answer",
        Fields(call, [("from", call.From), ("to", call.To), ("callState", "active"), .. Origin(call), ("tag", call.Tag)]),
        whenAnswered: call.Order.IsScripted ? body => Prepared(body, () => Scripted?.Invoke(call, body)) : null);

    private void Send(Call call, string type, params ReadOnlySpan<(string, JsonNode?)> more) => Post(call, call.Callback, type, Fields(call, more));

    private void SendSound(Call call, AudioRequest audio, string recorded, string status, string state)
    {
        Record(call, "playback", recorded);
        if (audio.IsQuiet)
        {
            return;
        }

        if (audio.IsSpeech)
        {
            Send(call, "speak", ("status", status), ("state", state), ("tag", audio.Tag));
        }
        else
        {
            Send(call, "playback", ("status", status), ("tag", audio.Tag));
        }
    }

    public void Gathered(Call call, Gather gather, string? terminatingDigit)
    {
        var fields = GatherService.Result(gather);
        fields["time"] = exchange.Now.Iso();
        Post(call, call.Callback, "gather", fields, Json.Object(("callUri", urls().Call(call.Id)), ("terminatingDigit", terminatingDigit)));
    }

    /// <summary>
    /// To the call's own callback URL, unless a document named another place for this recording. The GET form has no
    /// state.
    /// </summary>
    public void Recorded(Call call, Recording recording)
    {
        var fields = Json.Object(
            ("recordingId", recording.Id), ("status", recording.State), ("state", recording.State),
            ("startTime", recording.StartTime.Iso()), ("endTime", recording.EndTime!.Value.Iso()), ("tag", call.Tag));
        fields["recordingUri"] = urls().Recording(recording.Id);
        var target = recording.Sink is { } sink ? sink.Target : call.Callback;
        if (target is { IsGet: true })
        {
            fields.Remove("state");
        }

        Post(call, target, "recording", fields);
    }

    /// <summary>
    /// The one event of a call that does not name it; that of a document names the recording only by its address.
    /// </summary>
    public void Transcribed(Call call, Recording recording, Transcription transcription)
    {
        if ((recording.Sink is { } sink ? sink.Transcript : call.Callback) is not { } target)
        {
            return;
        }

        var text = transcription.Text;
        var isWritten = transcription.State == "completed";
        var fields = Json.Object(
            ("eventType", "transcription"),
            ("transcriptionId", transcription.Id),
            ("recordingId", recording.Id),
            ("state", transcription.State),
            ("status", transcription.State),
            ("textSize", isWritten ? text.Length : null),
            ("text", !isWritten ? null : text.Length > Cropped ? text[..Cropped] + " ..." : text),
            ("textUrl", isWritten ? urls().Media(transcription.Id) : null),
            ("transcriptionUri", $"{urls().Recording(recording.Id)}/transcriptions/{transcription.Id}"),
            ("tag", call.Tag));
        if (recording.Sink is not null)
        {
            fields.Remove("recordingId");
            fields.Remove("state");
        }

        post.Post(call.Line, new Delivery(call.Id, "transcription", target, fields, null, exchange.Reply));
    }

    /// <summary>
    /// Asks for a document; <paramref name="whenAnswered"/> gets it inside the exchange, null when nobody answered.
    /// </summary>
    public void Ask(Call call, CallbackTarget target, string type, Action<string?> whenAnswered, params ReadOnlySpan<(string, JsonNode?)> fields) => Post(
        call,
        target,
        type,
        Fields(call, fields),
        whenLost: () => exchange.Run(() => whenAnswered(null)),
        whenAnswered: body => Prepared(body, () => whenAnswered(body)));

    private void Prepared(string document, Action take)
    {
        var ready = Prepare(document);
        if (ready.IsCompleted)
        {
            exchange.Run(take);
        }
        else
        {
            _ = ready.ContinueWith(_ => exchange.Run(take), TaskScheduler.Default);
        }
    }

    /// <summary>What the caller's network says of it; nothing for outbound calls.</summary>
    private static (string, JsonNode?)[] Origin(Call call) => !call.IsInbound ? [] :
    [
        ("displayName", call.Order.DisplayName),
        ("withholdCallerNumber", call.Order.WithholdsNumber ? "true" : call.Order.DisplayName is null ? null : "false"),
        ("diversion", call.Order.Diversion?.DeepClone()),
    ];

    private JsonObject Fields(Call call, ReadOnlySpan<(string, JsonNode?)> more) =>
        Json.Object([("callUri", urls().Call(call.Id)), ("time", exchange.Now.Iso()), .. more]);

    private void Post(
        Call call, CallbackTarget? target, string type, JsonObject fields, JsonObject? getOnly = null, Action? whenLost = null, Action<string>? whenAnswered = null)
    {
        if (target is null)
        {
            return;
        }

        fields.Insert(0, "eventType", type);
        fields.Insert(1, "callId", call.Id);
        post.Post(call.Line, new Delivery(call.Id, type, target, fields, getOnly, exchange.Reply) { WhenLost = whenLost, WhenAnswered = whenAnswered });
    }
}
