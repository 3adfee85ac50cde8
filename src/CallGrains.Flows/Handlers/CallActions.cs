using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>
/// The call, as the handlers of a <see cref="CallFlow{TState}"/> see and command it. Commands are collected and
/// journalled when the handler returns; only then are they sent, in order. What became of them comes as events; a
/// command to a call that is over is dropped.
/// </summary>
/// <remarks>
/// For the running handler only: elsewhere commands and timers throw <see cref="InvalidOperationException"/>.
/// </remarks>
public sealed partial class CallActions
{
    private readonly CallHandlerRun _run;

    internal CallActions(CallHandlerRun run) => _run = run;

    private LegProjection Projection => _run.Projection.Main;

    /// <summary>The grain's address, for signals and for the control API.</summary>
    public FlowAddress Address => _run.Address;

    /// <summary>The carrier's id of the call; null for an outbound call the carrier has not taken yet.</summary>
    public string? CallId => _run.Projection.Main.CallId;

    /// <summary>The calling party: E.164 or SIP.</summary>
    public string From => _run.Projection.From;

    /// <summary>The called party: E.164 or SIP.</summary>
    public string To => _run.Projection.To;

    /// <summary>Whether we placed the call.</summary>
    public bool IsOutbound => _run.Projection.Direction == "out";

    /// <summary>What the call was started with (control API, <c>args</c>); null for nothing.</summary>
    public JsonElement? Args => _run.Projection.Args;

    /// <summary>Whether the call has been answered.</summary>
    public bool IsAnswered => Projection.Answered;

    /// <summary>Whether the call is over.</summary>
    public bool HasEnded => Projection.IsLost;

    /// <summary>
    /// Why the call ended (<c>NORMAL_CLEARING</c>, …); null while it lasts, and until the carrier has said why.
    /// </summary>
    public string? EndCause => Projection.Cause;

    /// <summary>
    /// How long this call's commands, the one that placed it included, have waited for their turns so far, because the
    /// carrier's rate limits are kept.
    /// </summary>
    public TimeSpan GovernorWait => _run.Projection.GovernorWait;

    /// <summary>The time of the event being handled, by the host's clock.</summary>
    public DateTimeOffset Now => _run.Now;

    /// <summary>Answers the call; <c>OnAnswer</c> follows.</summary>
    [NeedsCommand(typeof(AnswerCommand))]
    public void Answer() => Send(new AnswerCommand());

    /// <summary>Refuses the call; <c>OnEnded</c> follows with <c>CALL_REJECTED</c>.</summary>
    [NeedsCommand(typeof(RejectCommand))]
    public void Reject() => Send(new RejectCommand());

    /// <summary>Hangs up; <c>OnEnded</c> follows.</summary>
    [NeedsCommand(typeof(HangupCommand))]
    public void Hangup() => Send(new HangupCommand());

    /// <summary>Speaks a sentence; <c>OnSpeak</c> follows twice.</summary>
    /// <param name="sentence">1 to 1000 characters.</param>
    /// <param name="voice">The voice; null for the carrier's default.</param>
    /// <param name="loop">Repeats until stopped.</param>
    /// <param name="tag">Your own word, given back in the events; null for none.</param>
    /// <param name="sensitive">Whether nobody but the flow may see the sentence; false by default. The flow declares
    /// <see cref="FlowAttribute.Sensitive"/>.</param>
    [NeedsCommand(typeof(SpeakCommand))]
    public void Speak(string sentence, Voice? voice = null, bool loop = false, string? tag = null, bool sensitive = false) =>
        Send(new SpeakCommand(sentence) { Voice = voice, Loop = loop, IsSensitive = sensitive }, tag);

    /// <summary>Plays a file; <c>OnPlayback</c> follows twice.</summary>
    /// <param name="fileUrl">Where the carrier fetches it.</param>
    /// <param name="loop">Repeats until stopped.</param>
    /// <param name="tag">Your own word, given back in the events; null for none.</param>
    [NeedsCommand(typeof(PlayCommand))]
    public void Play(Uri fileUrl, bool loop = false, string? tag = null) => Send(new PlayCommand(fileUrl) { Loop = loop }, tag);

    /// <summary>Stops what is being spoken.</summary>
    [NeedsCommand(typeof(StopAudioCommand))]
    public void StopSpeaking() => Send(new StopAudioCommand(IsFile: false));

    /// <summary>Stops the file being played.</summary>
    [NeedsCommand(typeof(StopAudioCommand))]
    public void StopPlaying() => Send(new StopAudioCommand(IsFile: true));

    /// <summary>Collects digits; <c>OnGather</c> follows.</summary>
    /// <param name="prompt">What is said or played first; the first digit stops it. Null for silence.</param>
    /// <param name="maxDigits">Ends after this many digits, 1 to 30; null for the carrier's default.</param>
    /// <param name="interDigitTimeout">The longest wait for each digit, the first included: up to 30 s; null for 5
    /// s.</param>
    /// <param name="terminatingDigits">Digits that end the gather; null for <c>#</c>.</param>
    /// <param name="tag">Your own word, given back in the event; null for none.</param>
    /// <param name="sensitive">Whether nobody but the flow may see the digits, and what is said before them; false by
    /// default. The flow declares <see cref="FlowAttribute.Sensitive"/>.</param>
    [NeedsCommand(typeof(GatherCommand))]
    public void Gather(Prompt? prompt = null, int? maxDigits = null, TimeSpan? interDigitTimeout = null, string? terminatingDigits = null, string? tag = null, bool sensitive = false) =>
        Send(new GatherCommand { Prompt = prompt, MaxDigits = maxDigits, InterDigitTimeout = interDigitTimeout, TerminatingDigits = terminatingDigits, IsSensitive = sensitive }, tag);

    /// <summary>
    /// Stops the gather that runs; <c>OnGather</c> follows with reason <c>cancelled</c>. Harmless when none runs.
    /// </summary>
    [NeedsCommand(typeof(StopGatherCommand))]
    public void StopGather() => _run.StopGather(0);

    /// <summary>Sends tones to the other side; no event follows, and after a crash they may be missing.</summary>
    /// <param name="digits">1 to 92 characters of <c>0-9 A-D # * , w W</c>.</param>
    /// <param name="sensitive">Whether nobody but the flow may see the tones; false by default. The flow declares
    /// <see cref="FlowAttribute.Sensitive"/>.</param>
    [NeedsCommand(typeof(SendDtmfCommand))]
    public void SendDtmf(string digits, bool sensitive = false) => Send(new SendDtmfCommand(digits) { IsSensitive = sensitive });

    /// <summary>Turns recording on; <c>OnRecording</c> follows when it has ended.</summary>
    /// <param name="maxDuration">The longest recording; null for the carrier's limit (1 hour).</param>
    /// <param name="fileFormat"><c>wav</c> or <c>mp3</c>; null for <c>wav</c>, the only one that can be
    /// transcribed.</param>
    [NeedsCommand(typeof(RecordCommand))]
    public void StartRecording(TimeSpan? maxDuration = null, string? fileFormat = null) =>
        Send(new RecordCommand(true) { MaxDuration = maxDuration, FileFormat = fileFormat });

    /// <summary>Turns recording off; <c>OnRecording</c> follows.</summary>
    [NeedsCommand(typeof(RecordCommand))]
    public void StopRecording() => Send(new RecordCommand(false));

    /// <summary>Transfers the call; <c>OnTransfer</c> follows.</summary>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="callerId">The number shown; null for the carrier's default.</param>
    /// <param name="whisper">What the other party hears first; null for nothing.</param>
    /// <param name="ringTimeout">How long it rings, by the host's clock; null for 60 s, infinite for as long as the
    /// carrier lets it.</param>
    [NeedsCommand(typeof(TransferCommand))]
    public void Transfer(string to, string? callerId = null, Prompt? whisper = null, TimeSpan? ringTimeout = null) =>
        _run.Transfer(new TransferCommand(to) { CallerId = callerId, Whisper = whisper }, ringTimeout);

    /// <summary>
    /// Joins a conference by its name; <c>OnJoined</c> follows, then <c>OnConferenceMember</c> whenever the call's
    /// place in it changes.
    /// </summary>
    /// <param name="conference">The name, and the conference's flow.</param>
    /// <param name="mute">Joins without being heard.</param>
    /// <param name="hold">Joins without hearing anything.</param>
    /// <param name="joinTone">The others hear a tone when it joins.</param>
    /// <param name="leavingTone">The others hear a tone when it leaves.</param>
    /// <param name="moderator">Joins as a moderator: see <see cref="ConferenceFlow{TState}"/>.</param>
    [NeedsCommand(typeof(CreateConferenceCommand), typeof(AddMemberCommand))]
    public void Join(ConferenceName conference, bool mute = false, bool hold = false, bool joinTone = false, bool leavingTone = false, bool moderator = false)
    {
        ArgumentNullException.ThrowIfNull(conference);
        var address = FlowAddress.Conference(conference.Name).ToString();
        var message = new JoinMessage(Address.ToString(), 0, CallId ?? "", IsOutbound ? To : From, IsOutbound ? From : To, _run.Projection.Carrier)
        {
            Flow = conference.Flow,
            Mute = mute,
            Hold = hold,
            JoinTone = joinTone,
            LeavingTone = leavingTone,
            Moderator = moderator,
        };
        _run.EnsureHandling();
        if (!HasEnded)
        {
            _run.Decide(id => new CommandDecided(id, ConferenceProtocol.Ask(ConferenceProtocol.Join, address, message with { Operation = id })));
        }
    }

    /// <inheritdoc cref="Join(ConferenceName, bool, bool, bool, bool, bool)"/>
    /// <param name="name">The name of a conference without a flow of its own, or of one that has begun.</param>
    [NeedsCommand(typeof(CreateConferenceCommand), typeof(AddMemberCommand))]
    public void Join(string name) => Join(new ConferenceName(name));

    /// <summary>
    /// Lets the call not be heard in its conference, or be heard again; <c>OnConferenceMember</c> follows. Dropped when
    /// it is in none.
    /// </summary>
    /// <param name="mute">Whether it is not heard.</param>
    [NeedsCommand(typeof(ChangeMemberCommand))]
    public void Mute(bool mute = true) => Change(seat => new ChangeMemberCommand(seat) { Mute = mute });

    /// <summary>
    /// Lets the call hear nothing in its conference, or hear again; <c>OnConferenceMember</c> follows. Dropped when it
    /// is in none.
    /// </summary>
    /// <param name="hold">Whether it hears nothing.</param>
    [NeedsCommand(typeof(ChangeMemberCommand))]
    public void Hold(bool hold = true) => Change(seat => new ChangeMemberCommand(seat) { Hold = hold });

    /// <summary>
    /// Leaves the conference; the call goes on. <c>OnConferenceMember</c> follows. Dropped when it is in none.
    /// </summary>
    [NeedsCommand(typeof(ChangeMemberCommand))]
    public void Leave() => Change(seat => new ChangeMemberCommand(seat) { Leaves = true });

    /// <summary>
    /// Says in a few words how the flow stands, for lists and the control API. Journalled with what the handler
    /// decides.
    /// </summary>
    /// <param name="status">1 to 100 characters.</param>
    public void SetStatus(string status)
    {
        _run.EnsureHandling();
        _run.SetStatus(status);
    }

    /// <summary>
    /// Says what the flow has come to, for the control API; the last one counts. Journalled with what the handler
    /// decides.
    /// </summary>
    /// <param name="result">Anything that System.Text.Json writes, up to 8000 characters.</param>
    public void SetResult(object? result)
    {
        _run.EnsureHandling();
        _run.SetResult(result);
    }

    /// <summary>Starts a durable timer; <c>OnTimer</c> follows. A running timer of the same name is replaced.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="after">When it fires, from <see cref="Now"/>.</param>
    public void StartTimer(string name, TimeSpan after) => _run.StartTimer(name, after);

    /// <summary>Ends a timer before it fires; harmless when there is none.</summary>
    /// <param name="name">Its name.</param>
    public void CancelTimer(string name) => _run.CancelTimer(name);

    /// <summary>Sends another flow a signal, durably and once; also after the call's end.</summary>
    /// <param name="to">The other grain.</param>
    /// <param name="name">The signal's name; it does not begin with <c>$</c>.</param>
    /// <param name="value">What it carries, as JSON; null for nothing.</param>
    public void Signal(FlowAddress to, string name, object? value = null) => _run.Signal(to, name, value);

    /// <summary>
    /// Places a call with a flow of its own, which lives on when this one ends; <c>OnStartedCallEnded</c> follows. May
    /// be used after the call's end.
    /// </summary>
    /// <param name="flow">The flow's name.</param>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="from">One of our numbers; null for our number in this call.</param>
    /// <param name="args">What the flow is given (<c>call.Args</c>), as JSON; null for nothing.</param>
    /// <param name="conference">The conference that the call is placed for, the only one it can join then; null for
    /// none. It is made at the carrier if need be.</param>
    /// <param name="ringTimeout">How long it rings: above zero, up to 300 s; null for 60 s.</param>
    /// <param name="carrier">The one carrier that may place it; null for whichever the host's routes choose.</param>
    /// <returns>The new call's grain, for signals.</returns>
    [NeedsCommand(typeof(CreateCallCommand))]
    public FlowAddress StartCall(string flow, string to, string? from = null, object? args = null, ConferenceName? conference = null, TimeSpan? ringTimeout = null, string? carrier = null) =>
        _run.StartCall(flow, to, from ?? OwnNumber, args, conference, ringTimeout, carrier);

    /// <summary>
    /// Sends a text; <c>OnDelivery</c> follows. To one who has stopped texts from that number nothing is sent, and
    /// <c>OnCommandFailed</c> follows with <see cref="CommandOutcome.IsOptedOut"/>. May be used after the call's end.
    /// </summary>
    /// <param name="to">Who gets it (E.164).</param>
    /// <param name="text">1 to 2048 characters; may be empty with media.</param>
    /// <param name="media">The URLs of pictures and other files; null for none. The carrier gives no receipts for
    /// these.</param>
    /// <param name="tag">Your own word, given back in the events; null for none.</param>
    /// <param name="from">One of our numbers; null for our number in this call.</param>
    /// <param name="carrier">The one carrier that may send it; null for one that serves our number.</param>
    [NeedsCommand(typeof(SendMessageCommand))]
    public void SendText(string to, string text, IReadOnlyList<Uri>? media = null, string? tag = null, string? from = null, string? carrier = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        ArgumentNullException.ThrowIfNull(text);
        _run.EnsureHandling();
        _run.Decide(id => new CommandDecided(id, new SendMessageCommand(from ?? OwnNumber, to, text) { Media = media, Carrier = carrier }) { Tag = tag });
    }

    /// <summary>
    /// Has a complete WAV recording of this call written down; <c>OnTranscription</c> follows. May be used after the
    /// call's end.
    /// </summary>
    /// <param name="recordingId">The carrier's recording id.</param>
    [NeedsCommand(typeof(TranscribeCommand))]
    public void Transcribe(string recordingId)
    {
        ArgumentException.ThrowIfNullOrEmpty(recordingId);
        _run.EnsureHandling();
        _run.Decide(id => new CommandDecided(id, RelaySubject.Introduce(Address, recordingId)));
        _run.Decide(id => new CommandDecided(id, new TranscribeCommand(recordingId)));
    }

    private void Change(Func<ConferenceSeat, ChangeMemberCommand> change)
    {
        _run.EnsureHandling();
        if (_run.Call.InConference is { Seat: { } seat })
        {
            Send(change(seat));
        }
    }

    private void Send(Command command, string? tag = null) => _run.Send(command, tag, Projection);
}
