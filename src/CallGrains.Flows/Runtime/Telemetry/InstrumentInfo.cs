using System.Diagnostics.Metrics;

namespace CallGrains.Flows.Runtime;

/// <summary>How an instrument counts.</summary>
internal enum InstrumentKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Single values, such as durations.</summary>
    Histogram,

    /// <summary>Grows and shrinks.</summary>
    UpDownCounter,

    /// <summary>What was seen last.</summary>
    Gauge,
}

/// <summary>One instrument: what docs/metrics.md says of it is generated from here.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How it counts.</param>
/// <param name="Unit">Its unit, as UCUM has it.</param>
/// <param name="Tags">Its tags; each has few values.</param>
/// <param name="Meaning">What it measures.</param>
internal sealed record InstrumentInfo(string Name, InstrumentKind Kind, string Unit, string[] Tags, string Meaning)
{
    /// <summary>From a fast append to the time after which a carrier gives up.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    private static readonly InstrumentAdvice<long> Numbers = new() { HistogramBucketBoundaries = [1, 5, 10, 25, 50, 100, 250, 500, 1000, 5000] };

    public Counter<long> Counter(Meter meter) => meter.CreateCounter<long>(Name, Unit, Meaning);

    public UpDownCounter<long> UpDownCounter(Meter meter) => meter.CreateUpDownCounter<long>(Name, Unit, Meaning);

    public Gauge<long> Gauge(Meter meter) => meter.CreateGauge<long>(Name, Unit, Meaning);

    /// <summary>Of seconds.</summary>
    public Histogram<double> Duration(Meter meter) => meter.CreateHistogram(Name, Unit, Meaning, tags: null, Seconds);

    /// <summary>Of whole numbers.</summary>
    public Histogram<long> Size(Meter meter) => meter.CreateHistogram(Name, Unit, Meaning, tags: null, Numbers);

    /// <summary>A value that is looked up when somebody reads it.</summary>
    public void Observe(Meter meter, Func<IEnumerable<Measurement<long>>> look) => meter.CreateObservableUpDownCounter(Name, look, Unit, Meaning);
}
