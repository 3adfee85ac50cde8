namespace CallGrains.Events;

/// <summary>
/// The types of events: what the journal, metrics and logs call them. They are matched ignoring case.
/// </summary>
public static class EventTypes
{
    /// <summary>A call reached one of our numbers: <see cref="IncomingCallEvent"/>.</summary>
    public const string IncomingCall = "incomingcall";

    /// <summary>A call was answered: <see cref="AnswerEvent"/>.</summary>
    public const string Answer = "answer";

    /// <summary>An outbound call was not answered in time: <see cref="TimeoutEvent"/>.</summary>
    public const string Timeout = "timeout";

    /// <summary>A call ended, or was rejected: <see cref="HangupEvent"/>.</summary>
    public const string Hangup = "hangup";

    /// <summary>Speech started or ended: <see cref="SpeakEvent"/>.</summary>
    public const string Speak = "speak";

    /// <summary>An audio file started or ended: <see cref="PlaybackEvent"/>.</summary>
    public const string Playback = "playback";

    /// <summary>A key was pressed: <see cref="DtmfEvent"/>.</summary>
    public const string Dtmf = "dtmf";

    /// <summary>A gather finished: <see cref="GatherEvent"/>.</summary>
    public const string Gather = "gather";

    /// <summary>Who has answered, a person or a machine: <see cref="MachineEvent"/>.</summary>
    public const string Machine = "machine";

    /// <summary>A machine's greeting is over: <see cref="MachineGreetingEvent"/>.</summary>
    public const string MachineGreeting = "machine-greeting";

    /// <summary>A recording was saved or failed: <see cref="RecordingEvent"/>.</summary>
    public const string Recording = "recording";

    /// <summary>A transcription finished or failed: <see cref="TranscriptionEvent"/>.</summary>
    public const string Transcription = "transcription";

    /// <summary>A conference was created or completed: <see cref="ConferenceEvent"/>.</summary>
    public const string Conference = "conference";

    /// <summary>A member joined, left, was muted or held: <see cref="ConferenceMemberEvent"/>.</summary>
    public const string ConferenceMember = "conference-member";

    /// <summary>Speech to a whole conference started or ended: <see cref="ConferenceSpeakEvent"/>.</summary>
    public const string ConferenceSpeak = "conference-speak";

    /// <summary>A file to a whole conference started or ended: <see cref="ConferencePlaybackEvent"/>.</summary>
    public const string ConferencePlayback = "conference-playback";

    /// <summary>An SMS came, or one of ours changed state: <see cref="SmsEvent"/>.</summary>
    public const string Sms = "sms";

    /// <summary>An MMS came, or one of ours changed state: <see cref="MmsEvent"/>.</summary>
    public const string Mms = "mms";

    /// <summary>The leg that a document's transfer dialled has ended: <see cref="TransferCompleteEvent"/>.</summary>
    public const string TransferComplete = "transferComplete";

    /// <summary>A call went on with another document: <see cref="RedirectEvent"/>.</summary>
    public const string Redirect = "redirect";

    /// <summary>A call failed inside the carrier: <see cref="ErrorEvent"/>.</summary>
    public const string Error = "error";
}
