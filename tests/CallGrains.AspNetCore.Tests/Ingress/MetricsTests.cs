using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallGrains.AspNetCore.Http.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.AspNetCore.Ingress.Tests;

/// <summary>What can be measured of callbacks.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Callbacks_are_counted_and_timed_with_few_tags()
    {
        await using var host = await IngressHost.StartAsync();
        var seen = new ConcurrentQueue<string>();
        using var listener = Listen(host.Services.GetRequiredService<IMeterFactory>(), seen);

        using var good = await host.Client.PostAsync(Requests.Plain, Requests.Answer());
        host.Router.Answer = _ => Task.FromResult(new Receipt(Disposition.Duplicate));
        using var unknown = await host.Client.PostAsync(Requests.Plain, """{"eventType":"moon-phase"}""");
        using var bad = await host.Client.PostAsync(Requests.Plain, "{}");
        using var lost = await host.Client.PostAsync("/callbacks/secret-value", "{}");

        Assert.Equal(
            [
                "callgrains.ingress.callbacks bandwidth answer accepted", "callgrains.ingress.ack.duration bandwidth answer accepted",
                "callgrains.ingress.callbacks bandwidth unknown duplicate", "callgrains.ingress.ack.duration bandwidth unknown duplicate",
                "callgrains.ingress.callbacks bandwidth none malformed", "callgrains.ingress.ack.duration bandwidth none malformed",
                "callgrains.ingress.callbacks unknown none not_found", "callgrains.ingress.ack.duration unknown none not_found",
            ],
            seen);
    }

    [Fact]
    public async Task A_callback_is_an_activity_that_names_its_grain()
    {
        await using var host = await IngressHost.StartAsync();
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "CallGrains",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        using var response = await host.Client.PostAsync(Requests.Plain, Requests.Answer("c-traced"));

        Assert.Contains(stopped, a => a.GetTagItem("callgrains.grain") as string == "call/c-traced");
    }

    private static MeterListener Listen(IMeterFactory factory, ConcurrentQueue<string> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == "CallGrains" && instrument.Meter.Scope == factory)
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((i, _, tags, _) => seen.Enqueue(Line(i, tags)));
        listener.SetMeasurementEventCallback<double>((i, took, tags, _) => seen.Enqueue(took >= 0 ? Line(i, tags) : "negative"));
        listener.Start();
        return listener;
    }

    private static string Line(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var values = new List<object?>();
        foreach (var tag in tags)
        {
            values.Add(tag.Value);
        }

        return $"{instrument.Name} {string.Join(' ', values)}";
    }
}
