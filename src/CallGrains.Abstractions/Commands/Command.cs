using System.Text.Json.Serialization;

namespace CallGrains.Commands;

/// <summary>What a flow asks of a carrier: data, not an HTTP request.</summary>
/// <remarks>Immutable. Journalled as JSON with its <c>kind</c>; fields are added, never renamed.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AnswerCommand), "answer")]
[JsonDerivedType(typeof(RejectCommand), "reject")]
[JsonDerivedType(typeof(HangupCommand), "hangup")]
[JsonDerivedType(typeof(TransferCommand), "transfer")]
[JsonDerivedType(typeof(SpeakCommand), "speak")]
[JsonDerivedType(typeof(PlayCommand), "play")]
[JsonDerivedType(typeof(StopAudioCommand), "stopAudio")]
[JsonDerivedType(typeof(SendDtmfCommand), "sendDtmf")]
[JsonDerivedType(typeof(GatherCommand), "gather")]
[JsonDerivedType(typeof(StopGatherCommand), "stopGather")]
[JsonDerivedType(typeof(RecordCommand), "record")]
[JsonDerivedType(typeof(CreateCallCommand), "createCall")]
[JsonDerivedType(typeof(BridgeCommand), "bridge")]
[JsonDerivedType(typeof(UnbridgeCommand), "unbridge")]
[JsonDerivedType(typeof(TranscribeCommand), "transcribe")]
[JsonDerivedType(typeof(SendMessageCommand), "sendMessage")]
[JsonDerivedType(typeof(SignalCommand), "signal")]
[JsonDerivedType(typeof(StartCallCommand), "startCall")]
[JsonDerivedType(typeof(ForwardCommand), "forward")]
[JsonDerivedType(typeof(VerifyRecordingCommand), "verifyRecording")]
[JsonDerivedType(typeof(CreateConferenceCommand), "createConference")]
[JsonDerivedType(typeof(AddMemberCommand), "addMember")]
[JsonDerivedType(typeof(ChangeMemberCommand), "changeMember")]
[JsonDerivedType(typeof(ChangeConferenceCommand), "changeConference")]
[JsonDerivedType(typeof(AnnounceCommand), "announce")]
[JsonDerivedType(typeof(StopAnnouncementCommand), "stopAnnouncement")]
[JsonDerivedType(typeof(EndConferenceCommand), "endConference")]
public abstract record Command
{
    /// <summary>
    /// Whether a call whose end is known makes the command pointless: it is then not sent, and its outcome is
    /// <see cref="OutcomeStatus.Gone"/>.
    /// </summary>
    [JsonIgnore]
    public virtual bool NeedsLiveCall => true;

    /// <summary>The member of a conference that audio or a change is for; null for the call itself.</summary>
    public ConferenceSeat? Seat { get; init; }

    /// <summary>
    /// Whether nobody but the flow may see what is said or typed: it is encrypted in the journal, and so are the digits
    /// that a gather brings. False by default.
    /// </summary>
    [JsonPropertyName("sensitive")]
    public bool IsSensitive { get; init; }

    /// <summary>Whether it starts audio on the call.</summary>
    [JsonIgnore]
    public virtual bool StartsAudio => false;

    /// <summary>
    /// Whether the carrier reports about what it creates on a URL of its own, named by the operation.
    /// </summary>
    [JsonIgnore]
    public virtual bool HasOwnUrl => false;

    /// <summary>
    /// Whether it changes nothing at the carrier: it then waits for no other command of its grain, and none waits for
    /// it.
    /// </summary>
    [JsonIgnore]
    public virtual bool IsQuestion => false;
}

/// <summary>Answers an inbound call.</summary>
public sealed record AnswerCommand : Command;

/// <summary>
/// Refuses an inbound call; a <c>hangup</c> with cause <see cref="HangupCause.CallRejected"/> follows.
/// </summary>
public sealed record RejectCommand : Command;

/// <summary>Ends a call.</summary>
public sealed record HangupCommand : Command;

/// <summary>Transfers an active call; the carrier makes a new call and reports about it on the leg's own URL.</summary>
/// <param name="To">Who is called: E.164, or <c>sip:user@host</c>.</param>
public sealed record TransferCommand(string To) : Command
{
    /// <summary>
    /// The number shown to the called party: <c>private</c>, one of ours, or the caller's; null keeps the carrier's
    /// default.
    /// </summary>
    public string? CallerId { get; init; }

    /// <summary>What the called party hears before the two are connected; null for nothing.</summary>
    public Prompt? Whisper { get; init; }
}

/// <summary>Speaks a sentence; <c>speak</c> started and done follow.</summary>
/// <param name="Sentence">1 to 1000 characters.</param>
public sealed record SpeakCommand(string Sentence) : Command
{
    /// <summary>The voice; null for the carrier's default (a US English female voice).</summary>
    public Voice? Voice { get; init; }

    /// <summary>Repeats until stopped; false by default.</summary>
    public bool Loop { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool StartsAudio => true;
}

/// <summary>Plays a WAV or MP3 file; <c>playback</c> started and done follow.</summary>
/// <param name="FileUrl">Where the carrier fetches the file.</param>
public sealed record PlayCommand(Uri FileUrl) : Command
{
    /// <summary>Repeats until stopped; false by default.</summary>
    public bool Loop { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool StartsAudio => true;
}

/// <summary>Stops what is being spoken or played.</summary>
/// <param name="IsFile">True stops a file, false a sentence.</param>
public sealed record StopAudioCommand([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] bool IsFile) : Command;

/// <summary>
/// Sends tones to the other side. No event reports their end, and nothing shows that they were sent: never sent twice.
/// </summary>
/// <param name="Digits">1 to 92 characters of <c>0-9 A-D # * , w W</c>; <c>,</c> and <c>w</c> pause 0.5 s, <c>W</c> 1
/// s.</param>
public sealed record SendDtmfCommand(string Digits) : Command;

/// <summary>Collects digits; one <c>gather</c> event follows. One gather a call at a time.</summary>
public sealed record GatherCommand : Command
{
    /// <summary>
    /// Ends after this many digits, 1 to 30, the terminating one not counted; null for the carrier's default.
    /// </summary>
    public int? MaxDigits { get; init; }

    /// <summary>The longest wait for each digit, the first one included: up to 30 s, 5 s by default.</summary>
    public TimeSpan? InterDigitTimeout { get; init; }

    /// <summary>Digits that end the gather, <c>#</c> by default; never empty.</summary>
    public string? TerminatingDigits { get; init; }

    /// <summary>What is spoken or played; the first digit stops it.</summary>
    public Prompt? Prompt { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool StartsAudio => Prompt is not null;
}

/// <summary>Stops a gather; its <c>gather</c> event comes with reason <c>cancelled</c>.</summary>
/// <param name="Gather">The operation that started the gather.</param>
public sealed record StopGatherCommand(int Gather) : Command;

/// <summary>
/// Turns recording on or off; each on/off pair makes one recording, reported by a <c>recording</c> event.
/// </summary>
/// <param name="Enabled">On or off.</param>
public sealed record RecordCommand([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] bool Enabled) : Command
{
    /// <summary>The longest recording; null for the carrier's default (1 hour).</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary><c>wav</c> (default) or <c>mp3</c>.</summary>
    public string? FileFormat { get; init; }
}

/// <summary>Places a call; <c>answer</c>, or <c>timeout</c> and <c>hangup</c>, follow on the leg's own URL.</summary>
/// <param name="From">One of our numbers (E.164).</param>
/// <param name="To">Who is called: E.164, or <c>sip:user@host</c>.</param>
public sealed record CreateCallCommand(string From, string To) : Command
{
    /// <summary>How long it rings: up to 300 s, 60 s by default.</summary>
    public TimeSpan? CallTimeout { get; init; }

    /// <summary>The carrier's id of the one conference that the call may join; null for none.</summary>
    public string? ConferenceId { get; init; }

    /// <summary>Whether it is found out if a machine answers, and how; null for not.</summary>
    public MachineDetection? Machines { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsLiveCall => false;
}

/// <summary>A voice of the carrier.</summary>
/// <param name="Name">For example <c>susan</c>; null for the default.</param>
/// <param name="Gender"><c>female</c> or <c>male</c>; null for the default.</param>
/// <param name="Locale">For example <c>en_US</c>; null for the default.</param>
public sealed record Voice(string? Name = null, string? Gender = null, string? Locale = null);

/// <summary>Something to be heard: a sentence or a file.</summary>
public sealed record Prompt
{
    /// <summary>The sentence, up to 1000 characters.</summary>
    public string? Sentence { get; init; }

    /// <summary>The voice of the sentence.</summary>
    public Voice? Voice { get; init; }

    /// <summary>The file, in place of a sentence.</summary>
    public Uri? FileUrl { get; init; }

    /// <summary>A sentence as a prompt.</summary>
    /// <param name="sentence">1 to 1000 characters.</param>
    public static implicit operator Prompt(string sentence) => FromString(sentence);

    /// <summary>A sentence as a prompt.</summary>
    /// <param name="sentence">1 to 1000 characters.</param>
    public static Prompt FromString(string sentence) => new() { Sentence = sentence };
}
