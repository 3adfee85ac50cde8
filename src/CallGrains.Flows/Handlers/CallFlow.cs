using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>
/// A flow written event by event, its state kept for it: <see cref="State"/> is journalled after each turn that changed
/// it, and is there again after a crash. Nothing is replayed, so the code may change between two events.
/// </summary>
/// <remarks>
/// One instance a call, one thread at a time; handlers run in the order in which the events were journalled and each
/// exactly once. Fields of the class are not kept: put what must last into <see cref="State"/>. An exception in a
/// handler is journalled, logged, and hangs the call up.
/// </remarks>
/// <typeparam name="TState">A class that survives System.Text.Json.</typeparam>
public abstract class CallFlow<TState> : IFlow
    where TState : class, new()
{
    private CallActions? _call;

    /// <summary>What the flow remembers.</summary>
    public TState State { get; private set; } = new();

    /// <summary>The call: its projection, and the commands to it.</summary>
    /// <exception cref="InvalidOperationException">Used outside a handler.</exception>
    protected CallActions Call => _call ?? throw new InvalidOperationException("Call is for the flow's handlers: use it there, not in the constructor.");

    FlowRun IFlow.CreateRun(FlowAddress address) => new CallHandlerRun(new Handlers(this), address);

    /// <summary>We have placed a call (outbound); nothing is known of it yet.</summary>
    protected virtual void OnStart()
    {
    }

    /// <summary>A call came in. Answers it unless overridden.</summary>
    /// <param name="e">The event.</param>
    public virtual void OnIncomingCall(IncomingCallEvent e) => Call.Answer();

    /// <summary>The call was answered.</summary>
    /// <param name="e">The event.</param>
    public virtual void OnAnswer(AnswerEvent e)
    {
    }

    /// <summary>Speech started, or ended.</summary>
    /// <param name="e">The event; its tag is yours.</param>
    public virtual void OnSpeak(SpeakEvent e)
    {
    }

    /// <summary>A file started, or ended.</summary>
    /// <param name="e">The event; its tag is yours.</param>
    public virtual void OnPlayback(PlaybackEvent e)
    {
    }

    /// <summary>A key was pressed; also while a gather runs.</summary>
    /// <param name="e">The event.</param>
    public virtual void OnDtmf(DtmfEvent e)
    {
    }

    /// <summary>
    /// The carrier has found out who has answered a call that we placed; the flow is marked with
    /// <see cref="DetectsMachinesAttribute"/>.
    /// </summary>
    /// <param name="e">The event.</param>
    public virtual void OnMachine(MachineEvent e)
    {
    }

    /// <summary>The greeting of a machine is over: a message can be left.</summary>
    /// <param name="e">The event.</param>
    public virtual void OnMachineGreeting(MachineGreetingEvent e)
    {
    }

    /// <summary>A gather ended.</summary>
    /// <param name="e">The event; its tag is yours.</param>
    public virtual void OnGather(GatherEvent e)
    {
    }

    /// <summary>
    /// A recording's file can be fetched (<see cref="Recordings"/>), or it is clear that there will be none. May come
    /// after the call's end.
    /// </summary>
    /// <param name="result">Which.</param>
    public virtual void OnRecording(RecordResult result)
    {
    }

    /// <summary>A transcription is there, or failed. May come after the call's end.</summary>
    /// <param name="e">The event.</param>
    public virtual void OnTranscription(TranscriptionEvent e)
    {
    }

    /// <summary>The call is over: hung up, unanswered or failed. Comes once.</summary>
    /// <param name="cause">The carrier's cause, for example <c>NORMAL_CLEARING</c>.</param>
    public virtual void OnEnded(string cause)
    {
    }

    /// <summary>A transfer's other party answered, or did not.</summary>
    /// <param name="result">Which.</param>
    public virtual void OnTransfer(TransferResult result)
    {
    }

    /// <summary>
    /// A leg that <see cref="CallActions.Dial(string, TimeSpan?, string, string)"/> called has answered.
    /// </summary>
    /// <param name="leg">The leg; its tag is yours.</param>
    public virtual void OnLegAnswered(CallLeg leg)
    {
    }

    /// <summary>
    /// A leg is over, or was never answered: <see cref="CallLeg.Cause"/> says why. Comes once a leg, and may come after
    /// the call's end. Hangs the call up when the two were bridged, unless overridden: the carrier would leave the
    /// caller in silence.
    /// </summary>
    /// <param name="leg">The leg; its tag is yours.</param>
    public virtual void OnLegEnded(CallLeg leg)
    {
        ArgumentNullException.ThrowIfNull(leg);
        if (leg.IsBridged)
        {
            Call.Hangup();
        }
    }

    /// <summary>Any other event of a leg: speech, files, keys and gathers of its own.</summary>
    /// <param name="leg">The leg.</param>
    /// <param name="e">The event; its tag is yours.</param>
    public virtual void OnLegEvent(CallLeg leg, CarrierEvent e)
    {
    }

    /// <summary>The call and a leg hear each other, or do not.</summary>
    /// <param name="leg">The leg.</param>
    /// <param name="bridged">Whether they do: false when one of the two had hung up. A refusal comes as
    /// <see cref="OnCommandFailed"/>.</param>
    public virtual void OnBridge(CallLeg leg, bool bridged)
    {
    }

    /// <summary>One of our texts was sent, delivered or lost. May come after the call's end.</summary>
    /// <param name="e">The event; its tag is yours.</param>
    public virtual void OnDelivery(MessageEvent e)
    {
    }

    /// <summary>The call is in a conference, or may not join it.</summary>
    /// <param name="result">Which.</param>
    public virtual void OnJoined(JoinResult result)
    {
    }

    /// <summary>The call's own place in a conference: it joined, was muted or put on hold, or left.</summary>
    /// <param name="e">The event.</param>
    public virtual void OnConferenceMember(ConferenceMemberEvent e)
    {
    }

    /// <summary>A timer of <see cref="CallActions.StartTimer"/> fired.</summary>
    /// <param name="name">Its name.</param>
    public virtual void OnTimer(string name)
    {
    }

    /// <summary>A signal came.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">What it carries; null for nothing.</param>
    public virtual void OnSignal(string name, JsonElement? value)
    {
    }

    /// <summary>A command was taken, by the carrier or by the other grain. Events tell the rest.</summary>
    /// <param name="command">The command.</param>
    /// <param name="outcome">What became of it; <see cref="OutcomeStatus.Gone"/> when it came too late: its call, or
    /// the other flow, was over.</param>
    public virtual void OnCommandDone(Command command, CommandOutcome outcome)
    {
    }

    /// <summary>A call that <see cref="CallActions.StartCall"/> placed is over, or could not be placed.</summary>
    /// <param name="call">Its grain.</param>
    /// <param name="result">How it ended.</param>
    public virtual void OnStartedCallEnded(FlowAddress call, CallResult result)
    {
    }

    /// <summary>
    /// The carrier refused a command, or nobody can tell whether it took effect. A call that is over is no failure. By
    /// default the call is hung up when the command was one to the call: the event that would have gone on does not
    /// come.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="outcome">What became of it.</param>
    public virtual void OnCommandFailed(Command command, CommandOutcome outcome)
    {
        if (command.NeedsLiveCall && command is not HangupCommand && !Call.HasEnded)
        {
            Call.Hangup();
        }
    }

    /// <summary>Any other event of the call (unknown ones too).</summary>
    /// <param name="e">The event.</param>
    public virtual void OnOther(CarrierEvent e)
    {
    }

    /// <summary>The handlers without their type argument, for the run.</summary>
    private sealed class Handlers(CallFlow<TState> flow) : ICallHandlers
    {
        public void Attach(CallActions call) => flow._call = call;

        public byte[] SaveState() => JsonSerializer.SerializeToUtf8Bytes(flow.State, JsonSerializerOptions.Web);

        public void RestoreState(JsonElement state) => flow.State = state.Deserialize<TState>(JsonSerializerOptions.Web) ?? new TState();

        public void OnStart() => flow.OnStart();

        public void OnEnded(string cause) => flow.OnEnded(cause);

        public void OnLegAnswered(CallLeg leg) => flow.OnLegAnswered(leg);

        public void OnLegEnded(CallLeg leg) => flow.OnLegEnded(leg);

        public void OnLegEvent(CallLeg leg, CarrierEvent e) => flow.OnLegEvent(leg, e);

        public void OnBridge(CallLeg leg, bool bridged) => flow.OnBridge(leg, bridged);

        public void OnDelivery(MessageEvent e) => flow.OnDelivery(e);

        public void OnRecording(RecordResult result) => flow.OnRecording(result);

        public void OnTransfer(TransferResult result) => flow.OnTransfer(result);

        public void OnJoined(JoinResult result) => flow.OnJoined(result);

        public void OnTimer(string name) => flow.OnTimer(name);

        public void OnSignal(SignalEntry signal) => flow.OnSignal(signal.Name, signal.Value);

        public void OnCommandDone(Command command, CommandOutcome outcome) => flow.OnCommandDone(command, outcome);

        public void OnStartedCallEnded(FlowAddress call, CallResult result) => flow.OnStartedCallEnded(call, result);

        public void OnCommandFailed(Command command, CommandOutcome outcome) => flow.OnCommandFailed(command, outcome);

        public void OnEvent(CarrierEvent e)
        {
            switch (e)
            {
                case IncomingCallEvent call: flow.OnIncomingCall(call); break;
                case AnswerEvent answer: flow.OnAnswer(answer); break;
                case SpeakEvent speak: flow.OnSpeak(speak); break;
                case PlaybackEvent playback: flow.OnPlayback(playback); break;
                case DtmfEvent dtmf: flow.OnDtmf(dtmf); break;
                case GatherEvent gather: flow.OnGather(gather); break;
                case MachineEvent machine: flow.OnMachine(machine); break;
                case MachineGreetingEvent greeting: flow.OnMachineGreeting(greeting); break;
                case ConferenceMemberEvent member: flow.OnConferenceMember(member); break;
                case TranscriptionEvent transcription: flow.OnTranscription(transcription); break;
                default: flow.OnOther(e); break;
            }
        }
    }
}
