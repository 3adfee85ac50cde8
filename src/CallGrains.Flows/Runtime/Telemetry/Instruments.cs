namespace CallGrains.Flows.Runtime;

/// <summary>
/// All instruments of the meter <c>CallGrains</c>. No tag ever holds a number, an id or a caller's text.
/// </summary>
internal static class Instruments
{
    public static readonly InstrumentInfo Callbacks = new(
        "callgrains.ingress.callbacks", InstrumentKind.Counter, "{callback}", ["carrier", "event_type", "verdict"], "callbacks answered");

    public static readonly InstrumentInfo AckDuration = new(
        "callgrains.ingress.ack.duration", InstrumentKind.Histogram, "s", ["carrier", "event_type", "verdict"], "from the callback's headers to its answer");

    public static readonly InstrumentInfo ApiRefused = new(
        "callgrains.api.refused", InstrumentKind.Counter, "{request}", ["why"],
        "requests to the control API that were not let in: `no_key`, `wrong_key`, `too_many` wrong keys, `role` (a key or login whose role is too small), `foreign_page` (a login that another page tried to use), `not_local` (Development without a key)");

    public static readonly InstrumentInfo AccessRefused = new(
        "callgrains.access.refused", InstrumentKind.Counter, "{request}", ["area", "why"],
        "requests that were not let in to an area (`callbacks`, `api`, `console`): `network` (from a network that is not named), `certificate` (none, or one that is not known)");

    public static readonly InstrumentInfo Messages = new(
        "callgrains.messages", InstrumentKind.Counter, "{message}", ["kind", "verdict"], "messages to grains");

    public static readonly InstrumentInfo Commands = new(
        "callgrains.commands", InstrumentKind.Counter, "{command}", ["kind", "outcome"], "commands brought to an outcome");

    public static readonly InstrumentInfo CommandDuration = new(
        "callgrains.command.duration", InstrumentKind.Histogram, "s", ["kind", "outcome"], "from the flow's decision to the command's outcome, waits and retries included");

    public static readonly InstrumentInfo CarrierDuration = new(
        "callgrains.carrier.duration", InstrumentKind.Histogram, "s", ["carrier", "result"],
        "requests that carry a command to the carrier, each try by itself: `ok`, `refused`, `gone`, `not_sent`, `in_doubt`");

    public static readonly InstrumentInfo CarrierUp = new(
        "callgrains.carrier.up", InstrumentKind.Gauge, "{carrier}", ["carrier"],
        "whether a carrier is taken for up: 1, or 0 after three failures in a row; once it was asked");

    public static readonly InstrumentInfo CarrierFailures = new(
        "callgrains.carrier.failures", InstrumentKind.Counter, "{request}", ["carrier"],
        "requests that a carrier did not answer, or answered with a failure of its own, or with 401");

    public static readonly InstrumentInfo CarrierFailovers = new(
        "callgrains.carrier.failovers", InstrumentKind.Counter, "{command}", ["carrier", "to", "kind"],
        "calls and texts that went to another carrier because this one did not take them");

    public static readonly InstrumentInfo Steps = new(
        "callgrains.step.duration", InstrumentKind.Histogram, "s", ["outcome"], "steps of flows: `done`, `failed`, `late` (longer than the step may take)");

    public static readonly InstrumentInfo FlowsStopped = new(
        "callgrains.flows.stopped", InstrumentKind.Counter, "{flow}", ["why"],
        "flows that cannot go on: `fault`, `poison` (a turn that ends its process), `loop` (entries without end), `texts` (texts without end), `circle` (calls of our own that lead to one another), `slow` (a turn that runs for long), `stuck` (a turn without an end), `terminated` (by command)");

    public static readonly InstrumentInfo Grains = new(
        "callgrains.grains", InstrumentKind.UpDownCounter, "{grain}", ["kind", "state"], "grains in this process's memory: `active` or `passivated`");

    public static readonly InstrumentInfo GrainsBegun = new(
        "callgrains.grains.begun", InstrumentKind.Counter, "{grain}", ["kind", "flow"], "calls, conferences and threads that began with a flow");

    public static readonly InstrumentInfo GrainsEnded = new(
        "callgrains.grains.ended", InstrumentKind.Counter, "{grain}", ["kind", "flow"], "those that ended, with all that was awaited for them");

    public static readonly InstrumentInfo GrainsPassivated = new(
        "callgrains.grains.passivated", InstrumentKind.Counter, "{grain}", ["kind"], "grains that were passivated");

    public static readonly InstrumentInfo ReplayEntries = new(
        "callgrains.replay.entries", InstrumentKind.Histogram, "{entry}", ["kind"], "entries that were read to bring a grain into memory");

    public static readonly InstrumentInfo AppendDuration = new(
        "callgrains.journal.append.duration", InstrumentKind.Histogram, "s", ["result"],
        "appends to the journal until they are durable: `ok`, `conflict` (another activation has written), `failed`");

    public static readonly InstrumentInfo AppendQueue = new(
        "callgrains.journal.queue", InstrumentKind.UpDownCounter, "{append}", [], "appends that are not durable yet");

    public static readonly InstrumentInfo JournalPurged = new(
        "callgrains.journal.purged", InstrumentKind.Counter, "{grain}", ["kind"],
        "grains removed from the journal with all their entries: `call`, `conference`, `thread`, or `unclaimed` where no flow had answered");

    public static readonly InstrumentInfo EventsDelivered = new(
        "callgrains.events.deliveries", InstrumentKind.Counter, "{delivery}", ["receiver", "result"],
        "deliveries of events to receivers: `ok`, `failed` (tried again later), `dead` (tried no more)");

    public static readonly InstrumentInfo EventsDelay = new(
        "callgrains.events.wait", InstrumentKind.Histogram, "s", ["receiver"], "from an event's entry in the journal until its receiver has taken it");

    public static readonly InstrumentInfo EventsWaiting = new(
        "callgrains.events.waiting", InstrumentKind.UpDownCounter, "{event}", ["receiver", "state"],
        "events that the journal keeps for receivers: `waiting`, or `dead` letters; all processes see the same");

    public static readonly InstrumentInfo GovernorWait = new(
        "callgrains.governor.wait", InstrumentKind.Histogram, "s", ["class", "priority"], "how long requests to the carrier waited for the rate limit");

    public static readonly InstrumentInfo GovernorQueue = new(
        "callgrains.governor.queue", InstrumentKind.UpDownCounter, "{request}", ["class"], "requests to the carrier that wait for the rate limit");

    public static readonly InstrumentInfo GovernorRefusals = new(
        "callgrains.governor.refusals", InstrumentKind.Counter, "{request}", ["class"], "requests that the carrier refused as too many all the same");

    public static readonly InstrumentInfo SweepDuration = new(
        "callgrains.sweep.duration", InstrumentKind.Histogram, "s", ["what"], "sweeps: `idle` puts away what only waits, `due` wakes what is due or has lost its silo");

    public static readonly InstrumentInfo SweepWoken = new(
        "callgrains.sweep.woken", InstrumentKind.Counter, "{grain}", [], "grains that a sweep found due, or without a silo");

    public static readonly InstrumentInfo Probes = new(
        "callgrains.probes", InstrumentKind.Counter, "{probe}", ["carrier", "result"], "questions of the watchdog to the carrier: `answered`, `unanswered`");

    public static readonly InstrumentInfo ProbeEvents = new(
        "callgrains.probe.events", InstrumentKind.Counter, "{event}", ["carrier"], "events that were missed, and found by a probe");

    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<InstrumentInfo> All { get; } =
    [
        Callbacks, AckDuration, ApiRefused, AccessRefused, Messages, Commands, CommandDuration, CarrierDuration, CarrierUp, CarrierFailures, CarrierFailovers,
        Steps, FlowsStopped, Grains, GrainsBegun, GrainsEnded, GrainsPassivated, ReplayEntries, AppendDuration, AppendQueue, JournalPurged, EventsDelivered, EventsDelay, EventsWaiting, GovernorWait, GovernorQueue, GovernorRefusals, SweepDuration, SweepWoken, Probes, ProbeEvents,
    ];
}
