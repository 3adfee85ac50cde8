using System.Diagnostics.Metrics;

namespace CallGrains.Flows.Runtime;

/// <summary>What is counted of carriers, in the meter <c>CallGrains</c>.</summary>
internal sealed class CarrierMetrics
{
    private readonly Gauge<long> _ups;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _failovers;

    public CarrierMetrics(IMeterFactory? factory = null)
    {
        var meter = factory?.Create(CallGrainsTelemetry.Name) ?? new Meter(CallGrainsTelemetry.Name);
        _ups = Instruments.CarrierUp.Gauge(meter);
        _failures = Instruments.CarrierFailures.Counter(meter);
        _failovers = Instruments.CarrierFailovers.Counter(meter);
    }

    public void Is(string carrier, bool up) => _ups.Record(up ? 1 : 0, new KeyValuePair<string, object?>("carrier", carrier));

    public void Failed(string carrier) => _failures.Add(1, new KeyValuePair<string, object?>("carrier", carrier));

    public void Moved(string from, string to, Command command) => _failovers.Add(
        1, new KeyValuePair<string, object?>("carrier", from), new KeyValuePair<string, object?>("to", to), new KeyValuePair<string, object?>("kind", command.GetType().Name));
}
