using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;

namespace CallGrains.Events;

/// <summary>Which record an event type reads into.</summary>
internal static class EventShapes
{
    private static readonly EventJsonContext Json = EventJsonContext.Default;

    private static readonly FrozenDictionary<string, JsonTypeInfo> Known = new Dictionary<string, JsonTypeInfo>
    {
        [EventTypes.IncomingCall] = Json.IncomingCallEvent,
        [EventTypes.Answer] = Json.AnswerEvent,
        [EventTypes.Timeout] = Json.TimeoutEvent,
        [EventTypes.Hangup] = Json.HangupEvent,
        [EventTypes.Speak] = Json.SpeakEvent,
        [EventTypes.Playback] = Json.PlaybackEvent,
        [EventTypes.Dtmf] = Json.DtmfEvent,
        [EventTypes.Gather] = Json.GatherEvent,
        [EventTypes.Machine] = Json.MachineEvent,
        [EventTypes.MachineGreeting] = Json.MachineGreetingEvent,
        [EventTypes.Recording] = Json.RecordingEvent,
        [EventTypes.Transcription] = Json.TranscriptionEvent,
        [EventTypes.Conference] = Json.ConferenceEvent,
        [EventTypes.ConferenceMember] = Json.ConferenceMemberEvent,
        [EventTypes.ConferenceSpeak] = Json.ConferenceSpeakEvent,
        [EventTypes.ConferencePlayback] = Json.ConferencePlaybackEvent,
        [EventTypes.Sms] = Json.SmsEvent,
        [EventTypes.Mms] = Json.MmsEvent,
        [EventTypes.TransferComplete] = Json.TransferCompleteEvent,
        [EventTypes.Redirect] = Json.RedirectEvent,
        [EventTypes.Error] = Json.ErrorEvent,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null for a type that is not known.</summary>
    public static JsonTypeInfo? Of(string eventType) => Known.GetValueOrDefault(eventType);
}
