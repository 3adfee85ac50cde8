using System.Globalization;
using System.Text.Json;

namespace CallGrains.Telnyx;

/// <summary>
/// Telnyx's events in neutral words. What has none becomes an <see cref="UnknownEvent"/>, kept whole.
/// </summary>
internal static class EventReader
{
    private const string RecordingGrain = "rec-";

    private static readonly HashSet<string> OwnNames = new(StringComparer.OrdinalIgnoreCase) { "eventType", "time", "tag" };

    private static readonly string[] OutcomeFields = ["status", "status_detail", "media_url", "media_name", "speak_id"];

    /// <exception cref="EventFormatException">It lacks what it cannot be placed without.</exception>
    public static ReceivedEvent Read(Envelope told)
    {
        var state = ClientState.Decode(Fields.Text(told.Payload, "client_state"));
        var isOfConference = told.Type.StartsWith("conference.", StringComparison.Ordinal);
        var e = isOfConference ? ConferenceReader.Read(told, state)
            : told.Type.StartsWith("message.", StringComparison.Ordinal) ? MessageReader.Read(told)
            : OfCall(told, state);
        e = (e ?? Unknown(told)) with { Time = told.Time };
        return isOfConference ? OfConference(e, told, state?.Room)

            // It may come before its flow asks for it, so it waits under its recording, as a transcription does
            // anywhere.
            : e is TranscriptionEvent { RecordingId: { } recording } ? new ReceivedEvent(e) { Grain = FlowAddress.Call(RecordingGrain + recording) }
            : new ReceivedEvent(e) { DedupeKey = KeyOf(e, told.Id), Grain = state?.Grain, Leg = state?.Leg ?? 0 };
    }

    /// <summary>
    /// The client state is that of whoever began the conference. Sounds of it come without one, and those to a single
    /// member with that of another call.
    /// </summary>
    private static ReceivedEvent OfConference(CarrierEvent e, Envelope told, OperationKey? room) => new(e)
    {
        DedupeKey = KeyOf(e, told.Id),
        Grain = e is ConferenceEventBase ? room?.Grain : null,
        Leg = e is ConferenceEventBase ? room?.Number ?? 0 : 0,
        IsToBePlaced = e is CallEvent || (e is ConferenceEventBase && room is null),
    };

    /// <summary>
    /// Most events are known by their call and operation, so that what a probe supplied and its late original are one.
    /// The rest differ in nothing but their time, and are known by the carrier's own id.
    /// </summary>
    private static string KeyOf(CarrierEvent e, string? id) => id is not null && (e is DtmfEvent or UnknownEvent or ConferenceMemberEvent or ConferenceAudioEvent or CallAudioEvent { OperationId: null })
        ? $"{e.EventType}|{TelnyxCallbacks.Name}:{id}"
        : e.DedupeKey;

    private static CarrierEvent? OfCall(Envelope told, ClientState? state)
    {
        var payload = told.Payload;
        var call = Fields.Id(payload, "call_control_id");
        var name = told.Type;
        switch (name)
        {
            case "call.initiated" when Fields.Text(payload, "direction") == "incoming":
                return new IncomingCallEvent
                {
                    CallId = Call(),
                    From = From(),
                    To = To(),
                    CallState = "active",
                    ApplicationId = Fields.Text(payload, "connection_id"),
                    DisplayName = Fields.Text(payload, "caller_id_name"),
                    Tag = state?.Tag,
                };
            case "call.answered":
                return new AnswerEvent { CallId = Call(), From = From(), To = To(), CallState = "active", ApplicationId = Fields.Text(payload, "connection_id"), Tag = state?.Tag };
            case "call.hangup":
                return new HangupEvent { CallId = Call(), From = From(), To = To(), CallState = "completed", Cause = CauseOf(payload), Tag = state?.Tag, Extra = Fields.Some(payload, "hangup_cause", "hangup_source", "sip_hangup_cause") };
            case "call.speak.started" or "call.speak.ended":
                return new SpeakEvent { CallId = Call(), Status = Phase(name), OperationId = state?.Speak?.Operation, Tag = state?.Speak?.Tag, Extra = Fields.Some(payload, OutcomeFields) };
            case "call.playback.started" or "call.playback.ended":
                return new PlaybackEvent { CallId = Call(), Status = Phase(name), OperationId = state?.Play?.Operation, Tag = state?.Play?.Tag, Extra = Fields.Some(payload, OutcomeFields) };
            case "call.dtmf.received":
                return Fields.Text(payload, "digit") is { Length: 1 } digit ? new DtmfEvent { CallId = Call(), Digit = digit } : throw new EventFormatException("payload.digit", "is missing or not one key");
            case "call.machine.detection.ended" or "call.machine.premium.detection.ended":
                return new MachineEvent { CallId = Detected(), Result = MachineOf(payload), Tag = state?.Tag, Extra = Fields.Some(payload, "result") };
            case "call.machine.greeting.ended" or "call.machine.premium.greeting.ended":
                return new MachineGreetingEvent { CallId = Detected(), Result = GreetingOf(payload), Tag = state?.Tag, Extra = Fields.Some(payload, "result") };
            case "call.gather.ended":
                return Gathered(payload, Call(), state);
            case "call.recording.saved" or "call.recording.error":
                return Recorded(told, call ?? Fields.Id(payload, "call_leg_id"));
            case "call.recording.transcription.saved":
                return Transcribed(payload);
            default:
                return null;
        }

        string Call() => Fields.Required(call, "call_control_id");

        // The published schema of these lacks the call's id, the examples have it.
        string Detected() => Fields.Required(call ?? Fields.Id(payload, "call_leg_id"), "call_control_id");
        string? From() => Fields.Text(payload, "from");
        string? To() => Fields.Text(payload, "to");
    }

    private static string Phase(string type) => type.EndsWith(".started", StringComparison.Ordinal) ? AudioStatus.Started : AudioStatus.Done;

    private static string MachineOf(JsonElement payload) => Fields.Text(payload, "result") switch
    {
        "human" or "human_residence" or "human_business" => MachineResult.Human,
        "machine" or "fax_detected" => MachineResult.Machine,
        _ => MachineResult.Unknown,
    };

    private static string GreetingOf(JsonElement payload) => Fields.Text(payload, "result") switch
    {
        "beep_detected" => MachineGreetingResult.Beep,
        "ended" or "no_beep_detected" => MachineGreetingResult.Silence,
        _ => MachineGreetingResult.Unknown,
    };

    /// <summary>The set of the carrier's causes is open; one that is not known stays as it is, in capitals.</summary>
    private static string CauseOf(JsonElement payload) => Fields.Text(payload, "hangup_cause") switch
    {
        "normal_clearing" => HangupCause.NormalClearing,
        "originator_cancel" => HangupCause.OriginatorCancel,
        "user_busy" => HangupCause.UserBusy,
        "call_rejected" => HangupCause.CallRejected,
        "timeout" or "no_answer" => HangupCause.NoAnswer,
        "not_found" => HangupCause.UnallocatedNumber,
        null or "unspecified" => "UNSPECIFIED",
        var other => other.ToUpperInvariant(),
    };

    private static GatherEvent Gathered(JsonElement payload, string call, ClientState? state)
    {
        var gather = state?.Gather;
        var digits = Fields.Text(payload, "digits") ?? "";
        return new GatherEvent
        {
            CallId = call,
            GatherId = gather is null ? Fields.Id(payload, "gather_id") : CommandIds.Of(new OperationKey(state!.Grain, gather.Operation)),
            State = "completed",
            Digits = digits,
            Reason = Fields.Text(payload, "status") switch
            {
                // Which of the two it was is not told.
                "valid" => digits.Length == gather?.Digits ? GatherReason.MaxDigits : GatherReason.TerminatingDigit,
                "invalid" or "timeout" => GatherReason.InterDigitTimeout,
                "cancelled" or "cancelled_amd" => GatherReason.Cancelled,
                "call_hangup" => GatherReason.HungUp,
                var other => other,
            },
            OperationId = gather?.Operation,
            Tag = gather?.Tag,
            Extra = Fields.Some(payload, "status"),
        };
    }

    /// <summary>Its URLs live for minutes, so they are not kept: the file is fetched by the recording's id.</summary>
    private static RecordingEvent? Recorded(Envelope told, string? call) => call is null ? null : new RecordingEvent
    {
        CallId = call,
        RecordingId = Fields.Id(told.Payload, "recording_id") ?? Fields.Required(told.Id, "recording_id"),
        Status = told.Type == "call.recording.saved" ? RecordingStatus.Complete : RecordingStatus.Error,
        StartTime = Fields.Time(told.Payload, "recording_started_at"),
        EndTime = Fields.Time(told.Payload, "recording_ended_at"),
        Extra = Fields.Some(told.Payload, "channels", "format", "reason"),
    };

    private static TranscriptionEvent Transcribed(JsonElement payload)
    {
        var text = Fields.Text(payload, "transcription_text");
        return new TranscriptionEvent
        {
            TranscriptionId = Fields.Required(Fields.Id(payload, "recording_transcription_id"), "recording_transcription_id"),
            RecordingId = Fields.Id(payload, "recording_id"),
            Status = TranscriptionStatus.Completed,
            Text = text,
            TextSize = text?.Length,
        };
    }

    /// <summary>It names its call, so that it comes to the call's journal.</summary>
    private static UnknownEvent Unknown(Envelope told)
    {
        var fields = told.Payload.EnumerateObject().Where(p => !OwnNames.Contains(p.Name)).ToDictionary(p => p.Name, p => p.Value.Clone());
        if (Fields.Id(told.Payload, "call_control_id") is not null)
        {
            fields["callId"] = told.Payload.GetProperty("call_control_id").Clone();
        }
        else if (Fields.Id(told.Payload, "conference_id") is not null)
        {
            fields["conferenceId"] = told.Payload.GetProperty("conference_id").Clone();
        }

        return new UnknownEvent(told.Type) { Extra = fields };
    }
}

/// <summary>The ids of our requests at the carrier.</summary>
internal static class CommandIds
{
    /// <summary>The id of an operation's request, the same each time: its hash, as a UUID.</summary>
    public static string Of(OperationKey operation)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(operation.ToString()));
        (hash[6], hash[8]) = ((byte)((hash[6] & 0x0F) | 0x80), (byte)((hash[8] & 0x3F) | 0x80));
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString("D", CultureInfo.InvariantCulture);
    }
}
