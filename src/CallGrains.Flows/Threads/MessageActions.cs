namespace CallGrains.Flows;

/// <summary>
/// The thread, as the handlers of a <see cref="MessageFlow{TState}"/> see and command it. Commands are collected and
/// journalled when the handler returns; only then are they sent, in order.
/// </summary>
/// <remarks>
/// For the running handler only: elsewhere commands and timers throw <see cref="InvalidOperationException"/>.
/// </remarks>
public sealed class MessageActions
{
    private readonly MessageHandlerRun _run;

    internal MessageActions(MessageHandlerRun run) => _run = run;

    /// <summary>The grain's address, for signals and for the control API.</summary>
    public FlowAddress Address => _run.Address;

    /// <summary>Our number.</summary>
    public string Own => _run.Projection.From;

    /// <summary>The other side's number.</summary>
    public string Peer => _run.Projection.To;

    /// <summary>Whether the other side has stopped texts: replies are dropped then.</summary>
    public bool IsStopped => _run.Thread.IsStopped;

    /// <summary>The time of what is being handled, by the host's clock.</summary>
    public DateTimeOffset Now => _run.Now;

    /// <summary>
    /// Sends a text to the other side; <c>OnDelivery</c> follows. It is dropped when the other side has stopped texts.
    /// </summary>
    /// <param name="text">1 to 2048 characters; may be empty with media.</param>
    /// <param name="media">The URLs of pictures and other files; null for none. The carrier gives no receipts for
    /// these.</param>
    /// <param name="tag">Your own word, given back in the events; null for none.</param>
    /// <returns>Whether it is sent.</returns>
    [NeedsCommand(typeof(SendMessageCommand))]
    public bool Reply(string text, IReadOnlyList<Uri>? media = null, string? tag = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        _run.EnsureHandling();
        if (!IsStopped)
        {
            _run.Decide(id => new CommandDecided(id, new SendMessageCommand(Own, Peer, text) { Media = media }) { Tag = tag });
        }

        return !IsStopped;
    }

    /// <summary>Sends another flow a signal, durably and once.</summary>
    /// <param name="to">The other grain.</param>
    /// <param name="name">The signal's name; it does not begin with <c>$</c>.</param>
    /// <param name="value">What it carries, as JSON; null for nothing.</param>
    public void Signal(FlowAddress to, string name, object? value = null) => _run.Signal(to, name, value);

    /// <summary>
    /// Places a call with a flow of its own, which lives on by itself; <c>OnStartedCallEnded</c> follows.
    /// </summary>
    /// <param name="flow">The flow's name.</param>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="from">One of our numbers; null for our number here.</param>
    /// <param name="args">What the flow is given (<c>call.Args</c>), as JSON; null for nothing.</param>
    /// <param name="ringTimeout">How long it rings: above zero, up to 300 s; null for 60 s.</param>
    /// <param name="carrier">The one carrier that may place it; null for whichever the host's routes choose.</param>
    /// <returns>The new call's grain, for signals.</returns>
    [NeedsCommand(typeof(CreateCallCommand))]
    public FlowAddress StartCall(string flow, string to, string? from = null, object? args = null, TimeSpan? ringTimeout = null, string? carrier = null) =>
        _run.StartCall(flow, to, from ?? Own, args, ringTimeout: ringTimeout, carrier: carrier);

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
}
