using System.Diagnostics.Metrics;

namespace CallGrains.Flows.Runtime;

/// <summary>
/// What the governor counts, in the meter <c>CallGrains</c>; tags are classes and priorities, never numbers.
/// </summary>
internal sealed class GovernorMetrics
{
    private readonly Histogram<double> _waits;
    private readonly UpDownCounter<long> _queue;
    private readonly Counter<long> _refusals;

    public GovernorMetrics(IMeterFactory? factory)
    {
        var meter = factory?.Create(CallGrainsTelemetry.Name) ?? new Meter(CallGrainsTelemetry.Name);
        _waits = Instruments.GovernorWait.Duration(meter);
        _queue = Instruments.GovernorQueue.UpDownCounter(meter);
        _refusals = Instruments.GovernorRefusals.Counter(meter);
    }

    public void Granted(RateRequest request, TimeSpan waited)
    {
        if (_waits.Enabled)
        {
            _waits.Record(waited.TotalSeconds, ClassOf(request), new("priority", request.Priority));
        }
    }

    public void Queued(RateRequest request, int by) => _queue.Add(by, ClassOf(request));

    public void Refused(string @class) => _refusals.Add(1, new KeyValuePair<string, object?>("class", @class));

    private static KeyValuePair<string, object?> ClassOf(RateRequest request) => new("class", request.Uses[0].Class);
}
