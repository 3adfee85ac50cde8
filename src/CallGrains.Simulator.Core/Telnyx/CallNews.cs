using System.Globalization;
using System.Text.Json.Nodes;
using CallGrains.Simulator.Audio;
using CallGrains.Simulator.Callbacks;
using CallGrains.Simulator.Calls;
using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Gathers;
using CallGrains.Simulator.Recordings;
using CallGrains.Simulator.Transcriptions;

namespace CallGrains.Simulator.Telnyx;

/// <summary>
/// Tells what happens on a call in Telnyx's words: with the fields that real events have, not those of the published
/// examples.
/// </summary>
internal sealed class CallNews(Exchange exchange, Ids ids, CallbackDispatcher post, RecordingLinks links) : ICallNews
{
    private const int PacketsPerSecond = 50;

    /// <summary>Raised when a sound of a call is over, however it ended.</summary>
    public event Action<Call>? SoundOver;

    /// <summary>Raised when a gather of a call is over; it may be tried again.</summary>
    public event Action<Call, Gather>? GatherOver;

    public void Record(Call call, string name, string? data = null)
    {
        // Telnyx's log is what it has told.
    }

    public void Incoming(Call call, string applicationId, Action whenLost) => Tell(
        call,
        "call.initiated",
        whenLost,
        ("caller_id_name", call.Order.DisplayName ?? call.From), ("connection_codecs", "PCMA,PCMU"), ("direction", "incoming"), ("from", call.From),
        ("from_sip_uri", Wire.SipUri(call.From)), ("offered_codecs", "PCMU,PCMA"), ("start_time", call.StartTime.Micro()), ("state", "parked"), ("to", call.To),
        ("to_sip_uri", Wire.SipUri(call.To)));

    /// <summary>A leg is being called.</summary>
    public void Outgoing(Call call) => Tell(
        call,
        "call.initiated",
        ("direction", "outgoing"), ("from", call.From), ("from_sip_uri", Wire.SipUri(call.From)), ("state", "bridging"), ("to", call.To), ("to_sip_uri", Wire.SipUri(call.To)));

    public void Answered(Call call) => Tell(
        call, "call.answered", ("codec", "PCMU"), ("from", call.From), ("sampling_rate", 8000), ("start_time", call.StartTime.Micro()), ("to", call.To));

    public void Bridged(Call call) => Tell(call, "call.bridged", ("from", call.From), ("start_time", call.StartTime.Micro()), ("to", call.To));

    /// <summary>There is no event of that; the end says it.</summary>
    public void TimedOut(Call call)
    {
    }

    public void Ended(Call call, string cause)
    {
        var leg = LegOf(call);
        var (word, sip) = CauseOf(cause, leg);
        Tell(
            call,
            "call.hangup",
            ("call_quality_stats", Quality(call)), ("end_time", call.EndTime!.Value.Micro()), ("from", call.From), ("hangup_cause", word), ("hangup_source", SourceOf(call, leg)),
            ("sip_hangup_cause", leg.SipCause ?? sip), ("start_time", call.StartTime.Micro()), ("to", call.To));
    }

    public void SoundStarted(Call call, AudioRequest audio)
    {
        if (!audio.IsQuiet)
        {
            Tell(call, $"call.{KindOf(audio)}.started", audio.IsSpeech ? ("speak_id", audio.Tag) : ("media_url", audio.Content));
        }
    }

    /// <summary>What was stopped by a command: a file is <c>cancelled</c>; a sentence has no such word.</summary>
    public void SoundDone(Call call, AudioRequest audio, bool isCut)
    {
        var status = call.IsOver ? "call_hangup" : isCut && !audio.IsSpeech ? "cancelled" : "completed";
        if (!audio.IsQuiet)
        {
            Tell(call, $"call.{KindOf(audio)}.ended", audio.IsSpeech ? ("speak_id", audio.Tag) : ("media_url", audio.Content), ("status", status));
        }

        SoundOver?.Invoke(call);
    }

    public void Pressed(Call call, char key, TimeSpan after) => Tell(
        call, "call.dtmf.received", exchange.Now + after, null, ("digit", key.ToString()), ("from", call.From), ("to", call.To));

    public void Gathered(Call call, Gather gather, string? terminatingDigit) => GatherOver?.Invoke(call, gather);

    public void Recorded(Call call, Recording recording)
    {
        if (recording.State != "complete")
        {
            Tell(call, "call.recording.error", ("reason", "Internal server error"));
            return;
        }

        Tell(
            call,
            "call.recording.saved",
            ("channels", "single"), ("end_time", recording.EndTime!.Value.Micro()), ("flow_destination", "telnyx_number_cc_app"), ("format", "wav"),
            ("public_recording_urls", new JsonObject()), ("recording_ended_at", recording.EndTime!.Value.Micro()), ("recording_id", recording.Id),
            ("recording_started_at", recording.StartTime.Micro()), ("recording_urls", Wire.Object(("wav", links.Make(recording)))), ("start_time", call.StartTime.Micro()));
    }

    /// <summary>There is no event for one that failed.</summary>
    public void Transcribed(Call call, Recording recording, Transcription transcription)
    {
        if (transcription.State == "completed")
        {
            Tell(
                call,
                "call.recording.transcription.saved",
                ("recording_id", recording.Id), ("recording_transcription_id", transcription.Id), ("status", "completed"), ("transcription_text", transcription.Text));
        }
    }

    public void Tell(Call call, string type, params ReadOnlySpan<(string, JsonNode?)> fields) => Tell(call, type, exchange.Now, null, fields);

    /// <summary>A leg of the application at which the call rings, unless somebody else has made it.</summary>
    public Leg LegOf(Call call) => call.Leg ??= new Leg(ids.Next("leg"), ids.Next("session"), call.Order.ApplicationId ?? "", call.Callback);

    private void Tell(Call call, string type, Action whenLost, params ReadOnlySpan<(string, JsonNode?)> fields) => Tell(call, type, exchange.Now, whenLost, fields);

    private void Tell(Call call, string type, DateTimeOffset time, Action? whenLost, params ReadOnlySpan<(string, JsonNode?)> fields)
    {
        var leg = LegOf(call);
        var payload = Wire.Object([
            ("call_control_id", call.Id), ("call_leg_id", leg.Id), ("call_session_id", leg.SessionId), ("calling_party_type", Wire.PartyType(call)),
            ("client_state", leg.ClientState), ("connection_id", leg.ConnectionId), .. fields]);
        var told = Wire.Event(type, ids.Next("event"), time.Micro(), payload);
        leg.Told.Add(told);
        if (leg.TargetOf(type) is { } target)
        {
            post.Post(call.Line, new Delivery(call.Id, type, target, told, null, exchange.Reply) { CallId = call.Id, WhenLost = whenLost });
        }
    }

    private static string KindOf(AudioRequest audio) => audio.IsSpeech ? "speak" : "playback";

    private static (string Word, string Sip) CauseOf(string cause, Leg leg) => cause switch
    {
        Causes.NormalClearing => ("normal_clearing", "200"),
        Causes.OriginatorCancel => ("originator_cancel", "487"),
        Causes.UserBusy => ("user_busy", "486"),
        Causes.CallRejected => ("call_rejected", "603"),
        Causes.UnallocatedNumber => ("not_found", "404"),
        Causes.NoAnswer => (leg.NoAnswerCause, "unspecified"),
        _ => (cause.ToLowerInvariant(), "unspecified"),
    };

    /// <summary>The outside party is the caller of a leg that came in, and the callee of one that went out.</summary>
    private static string SourceOf(Call call, Leg leg) => call.IsInbound != leg.IsEndedByUs ? "caller" : "callee";

    private static JsonObject? Quality(Call call)
    {
        if (call.ActiveTime is not { } from)
        {
            return null;
        }

        var packets = ((long)((call.EndTime!.Value - from).TotalSeconds * PacketsPerSecond)).ToString(CultureInfo.InvariantCulture);
        return Wire.Object(
            ("inbound", Wire.Object(("jitter_max_variance", "0.00"), ("jitter_packet_count", "0"), ("mos", "4.50"), ("packet_count", packets), ("skip_packet_count", "0"))),
            ("outbound", Wire.Object(("packet_count", packets), ("skip_packet_count", "0"))));
    }
}
