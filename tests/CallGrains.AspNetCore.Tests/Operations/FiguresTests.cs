using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace CallGrains.AspNetCore.Operations.Tests;

/// <summary>What a process counts for the console's charts.</summary>
public sealed class FiguresTests
{
    [Fact]
    public async Task Refused_requests_and_live_calls_are_among_the_figures()
    {
        const string Key = "0123456789abcdef";
        await using var host = await OperationsHost.StartAsync(keys: [Key]);
        host.Journal.Put("o-1");
        using var refused = await host.Client.GetAsync("/api/calls");
        host.Client.DefaultRequestHeaders.Authorization = new("Bearer", Key);

        var figures = JsonDocument.Parse(await host.Client.GetStringAsync("/api/figures")).RootElement;

        var series = figures.GetProperty("series").EnumerateArray().ToDictionary(s => $"{s.GetProperty("instrument").GetString()} {s.GetProperty("value").GetString()}", s => s.GetProperty("points"));
        Assert.Equal((1, 10, 360), (figures.GetProperty("liveCalls").GetInt32(), figures.GetProperty("stepSeconds").GetInt32(), series["live "].GetArrayLength()));
        Assert.Equal(1, series["callgrains.api.refused no_key"].EnumerateArray().Sum(p => p.GetDouble()));
    }

    [Fact]
    public void Counts_are_kept_by_step_and_durations_by_their_longest()
    {
        var time = new FakeTimeProvider();
        using var factory = new Meters();
        using var recorder = new FigureRecorder(factory, time);
        recorder.Start();
        var meter = factory.Create(new MeterOptions("CallGrains"));
        var commands = meter.CreateCounter<long>("callgrains.commands");
        var waits = meter.CreateHistogram<double>("callgrains.ingress.ack.duration");
        using var stranger = new Meter("CallGrains");
        stranger.CreateCounter<long>("callgrains.commands").Add(5, new KeyValuePair<string, object?>("outcome", "Done"));

        commands.Add(1, new("kind", "Speak"), new("outcome", "Done"));
        commands.Add(1, new("kind", "Gather"), new("outcome", "Done"));
        commands.Add(1, new("kind", "Gather"), new("outcome", "Refused"));
        waits.Record(0.25);
        waits.Record(0.125);
        time.Advance(TimeSpan.FromSeconds(20));
        commands.Add(1, new("kind", "Speak"), new("outcome", "Done"));

        Assert.Equal(["callgrains.commands Done 2 0 1", "callgrains.commands Refused 1 0 0", "callgrains.ingress.ack.duration  250 0 0"], Last(recorder));
        time.Advance(TimeSpan.FromHours(2));
        Assert.All(recorder.Read(), s => Assert.Equal(0, s.Points.Sum()));
    }

    private static IEnumerable<string> Last(FigureRecorder recorder) => recorder.Read().Select(s => $"{s.Instrument} {s.Value} {string.Join(' ', s.Points.TakeLast(3))}");

    /// <summary>A factory as the host's own.</summary>
    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            options.Scope = this;
            _meters.Add(new Meter(options));
            return _meters[^1];
        }

        public void Dispose() => _meters.ForEach(m => m.Dispose());
    }
}
