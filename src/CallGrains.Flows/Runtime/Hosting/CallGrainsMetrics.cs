using System.Diagnostics.Metrics;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// What grains count, in the meter <c>CallGrains</c> (<see cref="Instruments"/>); no tag names a call. Where nobody
/// listens nothing is made, not even a tag.
/// </summary>
internal sealed class CallGrainsMetrics
{
    private readonly Meter? _observed;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _stops;
    private readonly Counter<long> _begun;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _passivated;
    private readonly Counter<long> _woken;
    private readonly Counter<long> _probes;
    private readonly Counter<long> _found;
    private readonly Histogram<double> _commandTimes;
    private readonly Histogram<double> _carrierTimes;
    private readonly Histogram<double> _stepTimes;
    private readonly Histogram<double> _appends;
    private readonly Histogram<double> _sweeps;
    private readonly Histogram<long> _replays;
    private int _appending;

    public CallGrainsMetrics(IMeterFactory? factory = null)
    {
        // A meter of nobody's lives as long as its process: it must not hold what it would observe.
        _observed = factory?.Create(CallGrainsTelemetry.Name);
        var meter = _observed ?? new Meter(CallGrainsTelemetry.Name);
        _messages = Instruments.Messages.Counter(meter);
        _commands = Instruments.Commands.Counter(meter);
        _stops = Instruments.FlowsStopped.Counter(meter);
        _begun = Instruments.GrainsBegun.Counter(meter);
        _ended = Instruments.GrainsEnded.Counter(meter);
        _passivated = Instruments.GrainsPassivated.Counter(meter);
        _woken = Instruments.SweepWoken.Counter(meter);
        _probes = Instruments.Probes.Counter(meter);
        _found = Instruments.ProbeEvents.Counter(meter);
        _commandTimes = Instruments.CommandDuration.Duration(meter);
        _carrierTimes = Instruments.CarrierDuration.Duration(meter);
        _stepTimes = Instruments.Steps.Duration(meter);
        _appends = Instruments.AppendDuration.Duration(meter);
        _sweeps = Instruments.SweepDuration.Duration(meter);
        _replays = Instruments.ReplayEntries.Size(meter);
        if (_observed is not null)
        {
            Instruments.AppendQueue.Observe(_observed, () => [new(Volatile.Read(ref _appending))]);
        }
    }

    public bool TimesCarriers => _carrierTimes.Enabled;

    public bool TimesSteps => _stepTimes.Enabled;

    /// <summary>Counts the grains in memory whenever somebody asks.</summary>
    /// <param name="loaded">They; asked from any thread.</param>
    public void Watch(Func<IEnumerable<GrainActivation>> loaded)
    {
        if (_observed is not null)
        {
            Instruments.Grains.Observe(_observed, () => loaded().CountBy(g => (g.Address.Kind, g.IsPassivated)).Select(c => new Measurement<long>(
                c.Value, Kind(c.Key.Kind), new("state", c.Key.IsPassivated ? "passivated" : "active"))));
        }
    }

    /// <summary>A flow cannot go on.</summary>
    public void Stopped(string why) => _stops.Add(1, new KeyValuePair<string, object?>("why", why));

    public void Classified(GrainMessage message, Receipt receipt)
    {
        if (_messages.Enabled)
        {
            _messages.Add(1, new("kind", message.GetType().Name), new("verdict", receipt.Disposition));
        }
    }

    /// <param name="command">The command.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="took">Since it was decided.</param>
    public void Sent(Command command, CommandOutcome outcome, TimeSpan took)
    {
        if (_commands.Enabled || _commandTimes.Enabled)
        {
            KeyValuePair<string, object?> kind = new("kind", command.GetType().Name), status = new("outcome", outcome.Status);
            _commands.Add(1, kind, status);
            _commandTimes.Record(took.TotalSeconds, kind, status);
        }
    }

    public void Requested(string carrier, string result, TimeSpan took) => _carrierTimes.Record(took.TotalSeconds, new("carrier", carrier), new("result", result));

    public void Stepped(string outcome, TimeSpan took) => _stepTimes.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    public void Begun(GrainKind kind, string flow) => _begun.Add(1, Kind(kind), new("flow", flow));

    public void Ended(GrainKind kind, string flow) => _ended.Add(1, Kind(kind), new("flow", flow));

    public void Passivated(GrainKind kind) => _passivated.Add(1, Kind(kind));

    public void Replayed(GrainKind kind, int entries) => _replays.Record(entries, Kind(kind));

    public void AppendBegins() => Interlocked.Increment(ref _appending);

    /// <param name="result">What became of it.</param>
    /// <param name="began">The clock's timestamp when it began.</param>
    /// <param name="time">The clock, read only where somebody listens.</param>
    public void AppendEnds(string result, long began, TimeProvider time)
    {
        Interlocked.Decrement(ref _appending);
        if (_appends.Enabled)
        {
            _appends.Record(time.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("result", result));
        }
    }

    public void Swept(string what, TimeSpan took) => _sweeps.Record(took.TotalSeconds, new KeyValuePair<string, object?>("what", what));

    public void Woken(int grains) => _woken.Add(grains);

    public void Probed(string carrier, bool isAnswered, int found)
    {
        KeyValuePair<string, object?> name = new("carrier", carrier);
        _probes.Add(1, name, new("result", isAnswered ? "answered" : "unanswered"));
        _found.Add(found, name);
    }

    private static KeyValuePair<string, object?> Kind(GrainKind kind) => new("kind", kind switch
    {
        GrainKind.Call => "call",
        GrainKind.Conference => "conference",
        _ => "thread",
    });
}
