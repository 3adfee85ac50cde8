using System.Text.Json;

namespace CallGrains.Flows;

public abstract partial class ScriptContext
{
    /// <summary>
    /// Sends another flow a signal, durably and once: it waits for it by name (<see cref="WaitForSignalAsync{T}"/>, or
    /// <c>OnSignal</c>). Returns when it is on disk there. A call's script may do so after the call's end. On replay
    /// nothing is sent.
    /// </summary>
    /// <param name="to">The other grain: another call, a conference or a message thread.</param>
    /// <param name="name">The signal's name; it does not begin with <c>$</c>.</param>
    /// <param name="value">What it carries, as JSON; null for nothing.</param>
    /// <returns>Whether it was taken: false when the other flow has ended.</returns>
    /// <exception cref="CommandFailedException">There is no such grain.</exception>
    public async Task<bool> SignalAsync(FlowAddress to, string name, object? value = null)
    {
        var command = Flows.Signals.Command(to, name, value);
        var outcome = await TakenAsync(Free(command), command);
        return outcome.IsDone;
    }

    /// <summary>
    /// Places a call with a flow of its own, which lives on when this one ends. On replay nothing is placed.
    /// </summary>
    /// <param name="flow">The flow's name.</param>
    /// <param name="to">Who is called: E.164 or SIP.</param>
    /// <param name="from">One of our numbers; null for our number here.</param>
    /// <param name="args">What the flow is given (<c>call.Args</c>), as JSON; null for nothing.</param>
    /// <param name="conference">The conference that the call is placed for, the only one it can join then; null for
    /// none. It is made at the carrier if need be.</param>
    /// <param name="ringTimeout">How long it rings: above zero, up to 300 s; null for 60 s.</param>
    /// <param name="carrier">The one carrier that may place it; null for whichever the host's routes choose.</param>
    [NeedsCommand(typeof(CreateCallCommand))]
    public StartedCall StartCall(string flow, string to, string? from = null, object? args = null, ConferenceName? conference = null, TimeSpan? ringTimeout = null, string? carrier = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(flow);
        ArgumentException.ThrowIfNullOrEmpty(to);
        var address = FlowAddress.Call($"o-{NewGuid():n}");
        var json = args is null ? (JsonElement?)null : JsonSerializer.SerializeToElement(args, JsonSerializerOptions.Web);
        var started = Free(new StartCallCommand(address.ToString(), flow, from ?? OwnNumber, to) { Args = json, Conference = conference, RingTimeout = ringTimeout, Carrier = carrier });
        var watch = _run.Decide(id => new CommandDecided(id, CallWatch.Ask(address.ToString(), Address, id)));
        return new StartedCall(address, EndOfAsync(started, watch));
    }

    /// <summary>Places a call with a flow of its own and waits until it is over. On replay nothing is placed.</summary>
    /// <inheritdoc cref="StartCall"/>
    /// <returns>How it ended.</returns>
    [NeedsCommand(typeof(CreateCallCommand))]
    public Task<CallResult> StartCallAsync(string flow, string to, string? from = null, object? args = null, ConferenceName? conference = null, TimeSpan? ringTimeout = null, string? carrier = null) =>
        StartCall(flow, to, from, args, conference, ringTimeout, carrier).Ended;

    private Task<CallResult> EndOfAsync(int started, int watch)
    {
        var name = CallWatch.EndedName(watch);
        return _run.WaitAsync<CallResult>(input =>
            _run.Signals.Take(name) is { Value: { } value } ? new Answer<CallResult>(value.Deserialize<CallResult>(JsonSerializerOptions.Web))
            : input is OutcomeEntry { Outcome.IsDone: false } o && (o.Operation == started || o.Operation == watch) ? new Answer<CallResult>(CallResult.NotStarted)
            : null);
    }
}
