using System.Diagnostics;
using System.Globalization;
using CallGrains.EndToEnd.Tests.Support;
using Program = CallGrains.TestSupport.Programs.Program;

namespace CallGrains.EndToEnd.Tests.Campaigns;

/// <summary>
/// A host at a steady load for long, its retention on: memory, handles and journal do not grow.
/// <c>./callgrains campaign soak --minutes 60</c> runs it for an hour.
/// </summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    private const double Speed = 4;
    private const int Seed = 20261130;
    private const int Samples = 60;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(Campaign.Of("MINUTES", full: 10, brief: 1));
    private static readonly int Lines = Campaign.Of("LINES", full: 60, brief: 10);
    private int _calls;

    [Fact]
    public async Task Memory_handles_and_journal_stay_as_they_are()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes minutes: ./callgrains campaign soak --minutes N runs it.");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Counts handles in /proc.");
        var data = Directory.CreateTempSubdirectory("callgrains-soak-").FullName;
        try
        {
            await using var simulator = await Program.StartSimulatorAsync(Speed, Tick.FreePort());
            await using var host = await Program.StartHostAsync(simulator.Url, data, Tick.FreePort(), Settings());
            await SoakAsync(simulator, host, data);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>
    /// What has ended goes after a minute, so that what goes is as much as what comes early in the run.
    /// </summary>
    private static string[] Settings() =>
    [
        .. new[]
        {
            "CallGrains:Grains:ReplayWindow=00:00:30", "CallGrains:Grains:IdleTimeout=00:01:00", "CallGrains:Retention:Interval=00:01:00", "CallGrains:Retention:Calls=00:01:00",
            "CallGrains:Retention:Conferences=00:01:00", "CallGrains:Retention:Threads=00:01:00", "CallGrains:Retention:Unclaimed=00:01:00",
            "CallGrains:Telemetry:Prometheus=true",
        }.SelectMany(s => new[] { "--set", s }),
    ];

    private async Task SoakAsync(Program simulator, Program host, string data)
    {
        using var over = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var lines = Enumerable.Range(0, Lines).Select(i => CallOnAsync(i, simulator.Url, host.Url, over.Token)).ToList();
        var readings = new List<ProcessReading>();
        for (var sample = 1; sample <= Samples; sample++)
        {
            var left = (Length * sample / Samples) - watch.Elapsed;
            await Task.WhenAny([Tick.NextAsync(left > Tick.Often ? left : Tick.Often), .. lines]);
            await Task.WhenAll(lines.Where(l => l.IsFaulted));
            readings.Add(await ProcessReading.OfAsync(host, data, watch.Elapsed, _calls));
            output.WriteLine(readings[^1].ToString());
        }

        await over.CancelAsync();
        await Task.WhenAll(lines);
        Report(readings);
    }

    private void Report(List<ProcessReading> readings)
    {
        // The first third is for compilation, caches, and a journal that nothing goes from yet.
        var (begin, middle, end) = (readings[20..30], readings[35..45], readings[50..60]);
        foreach (var (name, part) in new[] { ("begin", begin), ("middle", middle), ("end", end) })
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-7}medians: memory {Median(part, r => r.Memory) / 1048576.0:0.0} MiB, heap {Median(part, r => r.Heap) / 1048576.0:0.0} MiB, grains {Median(part, r => r.Grains)}, handles {Median(part, r => r.Handles)}, threads {Median(part, r => r.Threads)}, journal {Median(part, r => r.Journal) / 1048576.0:0.0} MiB"));
        }

        var (first, last) = (readings[19], readings[^1]);
        var seconds = (last.At - first.At).TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{last.Calls} calls on {Lines} lines in {last.At.TotalMinutes:0} min: {(last.Callbacks - first.Callbacks) / seconds:0.0} callbacks/s; the host used {(last.Cpu - first.Cpu).TotalSeconds / seconds:0.00} processors of {Environment.ProcessorCount}."));
        Flat("heap", begin, end, r => r.Heap, 1.05, 2 << 20);
        Flat("memory", begin, end, r => r.Memory, 1.1, 16 << 20);
        Flat("handles", begin, end, r => r.Handles, 1.1, 16);
        Flat("threads", begin, end, r => r.Threads, 1.2, 8);
        Flat("journal", begin, end, r => r.Journal, 1.15, 4 << 20);
    }

    /// <summary>Within a share and an amount that a collection, a log of SQLite or a pool may differ by.</summary>
    private static void Flat(string what, List<ProcessReading> begin, List<ProcessReading> end, Func<ProcessReading, long> of, double share, long amount)
    {
        var (before, after) = (Median(begin, of), Median(end, of));
        Assert.True(after <= (before * share) + amount, $"The {what} grew from {before} to {after}.");
    }

    private static long Median(List<ProcessReading> readings, Func<ProcessReading, long> of) => readings.Select(of).Order().ElementAt(readings.Count / 2);

    /// <summary>Call after call; one that goes wrong ends the run.</summary>
    private async Task CallOnAsync(int line, Uri simulator, Uri host, CancellationToken over)
    {
        var (random, phone) = (new Random(Seed + line), new Phone(simulator, TimeSpan.FromMilliseconds(300)));
        while (!over.IsCancellationRequested)
        {
            var caller = new Caller(phone, new ControlApi(host), (Intent)random.Next(7), $"+1555100{1000 + line}", random);
            var call = await caller.CallAsync();
            Assert.True(caller.Check(call) is null, $"{caller.Intent} {call.Id} {caller.Check(call)}: {call.Json.ToJsonString()}");
            Interlocked.Increment(ref _calls);
        }
    }
}
