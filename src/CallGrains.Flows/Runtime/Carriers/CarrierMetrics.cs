using System.Diagnostics.Metrics;

namespace CallGrains.Flows.Runtime;

/// <summary>What is counted of carriers, in the meter <c>CallGrains</c>.</summary>
internal sealed class CarrierMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _failovers;

    public CarrierMetrics(IMeterFactory? factory = null)
    {
        _meter = factory?.Create("CallGrains") ?? new Meter("CallGrains");
        _failures = _meter.CreateCounter<long>("callgrains.carrier.failures", "{request}", "Requests that a carrier did not answer, or answered with a failure of its own.");
        _failovers = _meter.CreateCounter<long>("callgrains.carrier.failovers", "{command}", "Calls and texts that went to another carrier because this one did not take them.");
    }

    /// <summary>Shows from now on which carriers are up.</summary>
    public void Show(CarrierSet carriers, CarrierHealth health) => _meter.CreateObservableGauge(
        "callgrains.carrier.up",
        () => carriers.All.Select(c => new Measurement<int>(health.Of(c.Name).IsUp ? 1 : 0, new KeyValuePair<string, object?>("carrier", c.Name))),
        "{carrier}",
        "Whether a carrier is taken for up: 1, or 0.");

    public void Failed(string carrier) => _failures.Add(1, new KeyValuePair<string, object?>("carrier", carrier));

    public void Moved(string from, string to, Command command) => _failovers.Add(
        1, new KeyValuePair<string, object?>("carrier", from), new KeyValuePair<string, object?>("to", to), new KeyValuePair<string, object?>("kind", command.GetType().Name));
}
