using System.Diagnostics.Metrics;

namespace CallGrains.Flows.Runtime;

/// <summary>What is counted of carriers, in the meter <c>CallGrains</c>.</summary>
internal sealed class CarrierMetrics
{
    private readonly Gauge<int> _ups;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _failovers;

    public CarrierMetrics(IMeterFactory? factory = null)
    {
        var meter = factory?.Create("CallGrains") ?? new Meter("CallGrains");
        _ups = meter.CreateGauge<int>("callgrains.carrier.up", "{carrier}", "Whether a carrier is taken for up: 1, or 0; once it was asked.");
        _failures = meter.CreateCounter<long>("callgrains.carrier.failures", "{request}", "Requests that a carrier did not answer, or answered with a failure of its own.");
        _failovers = meter.CreateCounter<long>("callgrains.carrier.failovers", "{command}", "Calls and texts that went to another carrier because this one did not take them.");
    }

    public void Is(string carrier, bool up) => _ups.Record(up ? 1 : 0, new KeyValuePair<string, object?>("carrier", carrier));

    public void Failed(string carrier) => _failures.Add(1, new KeyValuePair<string, object?>("carrier", carrier));

    public void Moved(string from, string to, Command command) => _failovers.Add(
        1, new KeyValuePair<string, object?>("carrier", from), new KeyValuePair<string, object?>("to", to), new KeyValuePair<string, object?>("kind", command.GetType().Name));
}
