using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>
/// A flow for a conference, one instance for each name, written event by event. Calls join it by its name; the
/// framework makes a conference at the carrier when the first one comes, and a new one under the same name when
/// somebody joins after it has ended. <see cref="State"/> is journalled after each turn that changed it, and lasts from
/// one conference of this name to the next.
/// </summary>
/// <remarks>
/// One thread at a time. Fields of the class are not kept: put what must last into <see cref="State"/>. An exception in
/// a handler is journalled and logged, what it changed in <see cref="State"/> is undone, and the conference goes on.
/// </remarks>
/// <typeparam name="TState">A class that survives System.Text.Json.</typeparam>
public abstract class ConferenceFlow<TState> : IConferenceFlow
    where TState : class, new()
{
    private ConferenceActions? _conference;

    /// <summary>What the flow remembers.</summary>
    public TState State { get; private set; } = new();

    /// <summary>The conference: who is in it, and the commands to it.</summary>
    /// <exception cref="InvalidOperationException">Used outside a handler.</exception>
    protected ConferenceActions Conference => _conference ?? throw new InvalidOperationException("Conference is for the flow's handlers: use it there, not in the constructor.");

    FlowRun IFlow.CreateRun(FlowAddress address) => new ConferenceHandlerRun(new Handlers(this), address);

    /// <summary>Whether calls wait until a moderator joins; false by default.</summary>
    protected virtual bool WaitsForModerator => false;

    /// <summary>
    /// Whether the conference ends, and its calls are hung up, when its last moderator leaves; false by default.
    /// </summary>
    protected virtual bool EndsWithModerator => false;

    /// <summary>
    /// Whether keys reach the members' own flows; false (the default) makes them the members' controls: 0 mutes, *
    /// deafens, # leaves.
    /// </summary>
    protected virtual bool PassesDigits => false;

    /// <summary>The carrier has made a conference; the first call is about to join.</summary>
    public virtual void OnCreated()
    {
    }

    /// <summary>A call is in.</summary>
    /// <param name="member">Which; it is in <see cref="ConferenceActions.Members"/> now.</param>
    public virtual void OnJoined(Participant member)
    {
    }

    /// <summary>A member was muted, unmuted, put on hold or taken off it.</summary>
    /// <param name="member">The member as it is now.</param>
    public virtual void OnChanged(Participant member)
    {
    }

    /// <summary>A member has left, or was taken out.</summary>
    /// <param name="member">Who it was; it is not in <see cref="ConferenceActions.Members"/> any more.</param>
    public virtual void OnLeft(Participant member)
    {
    }

    /// <summary>A sentence to all started, or ended.</summary>
    /// <param name="e">The event; its tag is yours.</param>
    public virtual void OnSpeak(ConferenceSpeakEvent e)
    {
    }

    /// <summary>A file to all started, or ended.</summary>
    /// <param name="e">The event; its tag is yours.</param>
    public virtual void OnPlayback(ConferencePlaybackEvent e)
    {
    }

    /// <summary>
    /// The conference is over: its last member has left, or it was ended. Who joins now begins a new one.
    /// </summary>
    public virtual void OnEnded()
    {
    }

    /// <summary>A timer of <see cref="ConferenceActions.StartTimer"/> fired.</summary>
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
    /// <param name="outcome">What became of it; <see cref="OutcomeStatus.Gone"/> when it came too late: the conference,
    /// the member or the other flow was over.</param>
    public virtual void OnCommandDone(Command command, CommandOutcome outcome)
    {
    }

    /// <summary>A call that <see cref="ConferenceActions.StartCall"/> placed is over, or could not be placed.</summary>
    /// <param name="call">Its grain.</param>
    /// <param name="result">How it ended.</param>
    public virtual void OnStartedCallEnded(FlowAddress call, CallResult result)
    {
    }

    /// <summary>The carrier refused a command, or nobody can tell whether it took effect.</summary>
    /// <param name="command">The command.</param>
    /// <param name="outcome">What became of it.</param>
    public virtual void OnCommandFailed(Command command, CommandOutcome outcome)
    {
    }

    private sealed class Handlers(ConferenceFlow<TState> flow) : IConferenceHandlers
    {
        public bool WaitsForModerator => flow.WaitsForModerator;

        public bool EndsWithModerator => flow.EndsWithModerator;

        public bool PassesDigits => flow.PassesDigits;

        public void Attach(ConferenceActions conference) => flow._conference = conference;

        public byte[] SaveState() => JsonSerializer.SerializeToUtf8Bytes(flow.State, JsonSerializerOptions.Web);

        public void RestoreState(JsonElement state) => flow.State = state.Deserialize<TState>(JsonSerializerOptions.Web) ?? new TState();

        public void OnCreated() => flow.OnCreated();

        public void OnMember(MemberChange change, Participant member)
        {
            switch (change)
            {
                case MemberChange.Joined: flow.OnJoined(member); break;
                case MemberChange.Changed: flow.OnChanged(member); break;
                case MemberChange.Left: flow.OnLeft(member); break;
            }
        }

        public void OnSpeak(ConferenceSpeakEvent e) => flow.OnSpeak(e);

        public void OnPlayback(ConferencePlaybackEvent e) => flow.OnPlayback(e);

        public void OnEnded() => flow.OnEnded();

        public void OnTimer(string name) => flow.OnTimer(name);

        public void OnSignal(SignalEntry signal) => flow.OnSignal(signal.Name, signal.Value);

        public void OnCommandDone(Command command, CommandOutcome outcome) => flow.OnCommandDone(command, outcome);

        public void OnStartedCallEnded(FlowAddress call, CallResult result) => flow.OnStartedCallEnded(call, result);

        public void OnCommandFailed(Command command, CommandOutcome outcome) => flow.OnCommandFailed(command, outcome);
    }
}

/// <summary>The handlers of a <see cref="ConferenceFlow{TState}"/>, whatever its state type.</summary>
internal interface IConferenceHandlers : IHandlers
{
    bool WaitsForModerator { get; }

    bool EndsWithModerator { get; }

    bool PassesDigits { get; }

    void Attach(ConferenceActions conference);

    void OnCreated();

    void OnMember(MemberChange change, Participant member);

    void OnSpeak(ConferenceSpeakEvent e);

    void OnPlayback(ConferencePlaybackEvent e);

    void OnEnded();
}
