using System.Text.Json;

namespace CallGrains.Flows;

/// <summary>
/// A flow for texts, one instance for each pair of numbers, written event by event. Texts come in the order in which
/// they were journalled, each once. <see cref="State"/> is journalled after each turn that changed it. STOP, START and
/// HELP are answered by the framework (<see cref="KeywordOptions"/>); while the other side has stopped texts, the flow
/// gets none of theirs.
/// </summary>
/// <remarks>
/// One thread at a time. Fields of the class are not kept: put what must last into <see cref="State"/>. An exception in
/// a handler is journalled and logged, what it changed in <see cref="State"/> is undone, and the next text is handled
/// as ever.
/// </remarks>
/// <typeparam name="TState">A class that survives System.Text.Json.</typeparam>
public abstract class MessageFlow<TState> : IThreadFlow
    where TState : class, new()
{
    private MessageActions? _thread;

    /// <summary>What the flow remembers.</summary>
    public TState State { get; private set; } = new();

    /// <summary>The thread: its projection, and the commands to it.</summary>
    /// <exception cref="InvalidOperationException">Used outside a handler.</exception>
    protected MessageActions Thread => _thread ?? throw new InvalidOperationException("Thread is for the flow's handlers: use it there, not in the constructor.");

    FlowRun IFlow.CreateRun(FlowAddress address) => new MessageHandlerRun(new Handlers(this), address);

    /// <summary>A text came in.</summary>
    /// <param name="e">The event: an <see cref="SmsEvent"/>, or an <see cref="MmsEvent"/> with media.</param>
    public virtual void OnMessage(MessageEvent e)
    {
    }

    /// <summary>The control API begins a conversation.</summary>
    /// <param name="args">What it is begun with; null for nothing.</param>
    public virtual void OnBegin(JsonElement? args)
    {
    }

    /// <summary>
    /// The other side has stopped texts: what is going on with them is over, and replies are dropped until they send
    /// START.
    /// </summary>
    public virtual void OnStop()
    {
    }

    /// <summary>One of our texts was sent, delivered or lost. States come in their order, each once.</summary>
    /// <param name="e">The event; its tag is yours.</param>
    public virtual void OnDelivery(MessageEvent e)
    {
    }

    /// <summary>A timer of <see cref="MessageActions.StartTimer"/> fired.</summary>
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

    /// <summary>A call that <see cref="MessageActions.StartCall"/> placed is over, or could not be placed.</summary>
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

    private sealed class Handlers(MessageFlow<TState> flow) : IMessageHandlers
    {
        public void Attach(MessageActions thread) => flow._thread = thread;

        public byte[] SaveState() => JsonSerializer.SerializeToUtf8Bytes(flow.State, JsonSerializerOptions.Web);

        public void RestoreState(JsonElement state) => flow.State = state.Deserialize<TState>(JsonSerializerOptions.Web) ?? new TState();

        public void OnMessage(MessageEvent e) => flow.OnMessage(e);

        public void OnBegin(JsonElement? args) => flow.OnBegin(args);

        public void OnStop() => flow.OnStop();

        public void OnDelivery(MessageEvent e) => flow.OnDelivery(e);

        public void OnTimer(string name) => flow.OnTimer(name);

        public void OnSignal(SignalEntry signal) => flow.OnSignal(signal.Name, signal.Value);

        public void OnCommandDone(Command command, CommandOutcome outcome) => flow.OnCommandDone(command, outcome);

        public void OnStartedCallEnded(FlowAddress call, CallResult result) => flow.OnStartedCallEnded(call, result);

        public void OnCommandFailed(Command command, CommandOutcome outcome) => flow.OnCommandFailed(command, outcome);
    }
}

/// <summary>The handlers of a <see cref="MessageFlow{TState}"/>, whatever its state type.</summary>
internal interface IMessageHandlers : IHandlers
{
    void Attach(MessageActions thread);

    void OnMessage(MessageEvent e);

    void OnBegin(JsonElement? args);

    void OnStop();

    void OnDelivery(MessageEvent e);
}
