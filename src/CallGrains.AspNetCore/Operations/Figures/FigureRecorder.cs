using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// Listens to this process's instruments and keeps an hour of them, so that the console has charts without anything
/// beside it. Numbers alone, by values of tags that are few. Safe for many threads.
/// </summary>
internal sealed class FigureRecorder : IDisposable
{
    /// <summary>An hour, in steps.</summary>
    public const int Steps = 360;

    /// <summary>Values of tags that are told apart; what comes beyond is not kept.</summary>
    private const int MostSeries = 100;

    /// <summary>The length of a step.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    /// <summary>What is kept, by which tag.</summary>
    private static readonly Dictionary<string, string> Tags = new()
    {
        [Instruments.Callbacks.Name] = "verdict",
        [Instruments.AckDuration.Name] = "",
        [Instruments.ApiRefused.Name] = "why",
        [Instruments.Commands.Name] = "outcome",
        [Instruments.FlowsStopped.Name] = "why",
        [Instruments.GovernorWait.Name] = "",
    };

    private readonly ConcurrentDictionary<(string Instrument, string Value), FigureRing> _series = new();
    private readonly MeterListener _listener = new();
    private readonly TimeProvider _time;
    private readonly long _start;

    public FigureRecorder(IMeterFactory meters, TimeProvider time)
    {
        (_time, _start, StartedAt) = (time, time.GetTimestamp(), time.GetUtcNow());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && Tags.TryGetValue(instrument.Name, out var tag))
            {
                listener.EnableMeasurementEvents(instrument, tag);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, tag) => Ring(instrument.Name, Value(tags, (string)tag!))?.Add(Now, value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Ring(instrument.Name, "")?.Max(Now, Math.Round(value * 1000, 1)));
    }

    /// <summary>Since when it listens.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>The running step.</summary>
    private long Now => _time.GetElapsedTime(_start).Ticks / Step.Ticks;

    /// <summary>Begins to listen.</summary>
    public void Start() => _listener.Start();

    /// <summary>Notes how many there are of something in the running step.</summary>
    public void Note(string name, double value) => Ring(name, "")?.Max(Now, value);

    /// <summary>All series.</summary>
    public IReadOnlyList<FigureSeries> Read()
    {
        var now = Now;
        return [.. _series.OrderBy(s => s.Key.Instrument, StringComparer.Ordinal).ThenBy(s => s.Key.Value, StringComparer.Ordinal).Select(s => new FigureSeries(s.Key.Instrument, s.Key.Value, s.Value.Read(now)))];
    }

    public void Dispose() => _listener.Dispose();

    private FigureRing? Ring(string instrument, string value) =>
        _series.TryGetValue((instrument, value), out var ring) ? ring
        : _series.Count < MostSeries ? _series.GetOrAdd((instrument, value), _ => new FigureRing(Steps))
        : null;

    private static string Value(ReadOnlySpan<KeyValuePair<string, object?>> tags, string tag)
    {
        foreach (var (name, value) in tags)
        {
            if (name == tag)
            {
                return value?.ToString() ?? "";
            }
        }

        return "";
    }
}

/// <summary>Begins to listen when the host starts.</summary>
internal sealed class FigureStart(FigureRecorder recorder) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        recorder.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
