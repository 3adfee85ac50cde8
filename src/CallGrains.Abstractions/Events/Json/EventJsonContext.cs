using System.Text.Json.Serialization;

namespace CallGrains.Events;

/// <summary>
/// The generated readers and writers. A name that comes twice is refused: two parsers could see two events.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = EventJson.MaxDepth,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(IncomingCallEvent))]
[JsonSerializable(typeof(AnswerEvent))]
[JsonSerializable(typeof(TimeoutEvent))]
[JsonSerializable(typeof(HangupEvent))]
[JsonSerializable(typeof(SpeakEvent))]
[JsonSerializable(typeof(PlaybackEvent))]
[JsonSerializable(typeof(DtmfEvent))]
[JsonSerializable(typeof(GatherEvent))]
[JsonSerializable(typeof(MachineEvent))]
[JsonSerializable(typeof(MachineGreetingEvent))]
[JsonSerializable(typeof(RecordingEvent))]
[JsonSerializable(typeof(TranscriptionEvent))]
[JsonSerializable(typeof(ConferenceEvent))]
[JsonSerializable(typeof(ConferenceMemberEvent))]
[JsonSerializable(typeof(ConferenceSpeakEvent))]
[JsonSerializable(typeof(ConferencePlaybackEvent))]
[JsonSerializable(typeof(SmsEvent))]
[JsonSerializable(typeof(MmsEvent))]
[JsonSerializable(typeof(TransferCompleteEvent))]
[JsonSerializable(typeof(RedirectEvent))]
[JsonSerializable(typeof(ErrorEvent))]
[JsonSerializable(typeof(UnknownEvent))]
[JsonSerializable(typeof(UnknownFields))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
