using System.Diagnostics.Metrics;
using CallGrains.Storage;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Counts deliveries of events. Safe for many threads.</summary>
internal sealed class FeedMetrics
{
    private readonly Counter<long> _delivered;
    private readonly Histogram<double> _delays;
    private volatile IReadOnlyList<FeedCount> _counts = [];

    public FeedMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(CallGrainsTelemetry.Name);
        _delivered = Instruments.EventsDelivered.Counter(meter);
        _delays = Instruments.EventsDelay.Duration(meter);
        Instruments.EventsWaiting.Observe(meter, Waiting);
    }

    /// <param name="receiver">The receiver's name.</param>
    /// <param name="result">What became of the delivery.</param>
    /// <param name="delay">Since the event was journalled; null when it was not delivered.</param>
    public void Delivered(string receiver, string result, TimeSpan? delay)
    {
        _delivered.Add(1, new("receiver", receiver), new("result", result));
        if (delay is { } time)
        {
            _delays.Record(time.TotalSeconds, new KeyValuePair<string, object?>("receiver", receiver));
        }
    }

    /// <summary>How many events each receiver had lately.</summary>
    public IReadOnlyList<FeedCount> Counts => _counts;

    public void Note(IReadOnlyList<FeedCount> counts) => _counts = counts;

    private IEnumerable<Measurement<long>> Waiting() => _counts.SelectMany(c => new Measurement<long>[]
    {
        new(c.Waiting, new("receiver", c.Receiver), new("state", "waiting")),
        new(c.Dead, new("receiver", c.Receiver), new("state", "dead")),
    });
}

/// <summary>Where a journal keeps events.</summary>
internal static class FeedStores
{
    /// <summary>Null where it keeps none.</summary>
    public static IFeedStore? Of(IJournal journal) => journal is EncryptedJournal { Store: not IFeedStore } ? null : journal as IFeedStore;
}
