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
        var meter = factory?.Create("CallGrains") ?? new Meter("CallGrains");
        _waits = meter.CreateHistogram<double>("callgrains.governor.wait", "s", "How long requests to the carrier waited for their lease, by class and priority.");
        _queue = meter.CreateUpDownCounter<long>("callgrains.governor.queue", "{request}", "Requests to the carrier that wait for their lease, by class.");
        _refusals = meter.CreateCounter<long>("callgrains.governor.refusals", "{request}", "Requests that the carrier refused for too many all the same, by class.");
    }

    public void Granted(RateRequest request, TimeSpan waited) =>
        _waits.Record(waited.TotalSeconds, ClassOf(request), new("priority", request.Priority));

    public void Queued(RateRequest request, int by) => _queue.Add(by, ClassOf(request));

    public void Refused(string @class) => _refusals.Add(1, new KeyValuePair<string, object?>("class", @class));

    private static KeyValuePair<string, object?> ClassOf(RateRequest request) => new("class", request.Uses[0].Class);
}
