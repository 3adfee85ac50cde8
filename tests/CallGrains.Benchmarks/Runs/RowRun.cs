using CallGrains.Benchmarks.Load;
using CallGrains.Benchmarks.Probe;
using CallGrains.Benchmarks.Servers;

namespace CallGrains.Benchmarks.Runs;

/// <summary>One row being measured.</summary>
internal sealed class RowRun(ServerKind kind, Server server, LoadClient load)
{
    /// <summary>So many that a slow disk's flushes are shared by enough of them to keep the processors busy.</summary>
    private const int CallsAtOnce = 512;

    private const int Connections = 128;

    /// <summary>
    /// Between two callbacks of a call at half load, in milliseconds: calls overlap as they do in life, a hundred times
    /// faster.
    /// </summary>
    private const double Pause = 40;

    /// <summary>The share of its saturation up to which a row is measured at a fixed rate.</summary>
    private const double RoomAtRate = 0.8;

    private readonly List<LoadResult> _saturated = [];
    private readonly List<LoadResult> _half = [];
    private readonly List<(ProbeReading Used, long Callbacks)> _used = [];
    private readonly List<RateResult> _atRates = [];
    private long _heapBefore;
    private double? _bytesPerLive;
    private double? _bytesPerIdle;

    public ServerKind Kind => kind;

    public Server Server => server;

    /// <summary>As many calls at once as bring the most.</summary>
    public async Task SaturateAsync(double seconds, bool isCounted = true)
    {
        var before = await server.ReadAsync();
        var result = await load.RunAsync(Order(LoadMode.Closed) with { Seconds = seconds }, isWarmUp: !isCounted);
        var used = await server.ReadAsync() - before;
        if (isCounted)
        {
            _saturated.Add(result);
            _used.Add((used, result.AllCallbacks));
        }
    }

    /// <summary>Half as many calls as it can take, whether or not it keeps up.</summary>
    public async Task HalfLoadAsync(double seconds)
    {
        var rate = CallsPerSecond / 2;
        if (rate == 0)
        {
            throw new InvalidOperationException($"{kind.Name} acknowledged nothing at saturation; measure for longer (--seconds).");
        }

        _half.Add(await load.RunAsync(Order(LoadMode.Open) with { Seconds = seconds, Rate = rate, Pause = Pause }));
    }

    /// <summary>Whether a rate leaves the row the room that an open loop needs.</summary>
    /// <param name="rate">Callbacks a second.</param>
    public bool Keeps(int rate) => rate <= Median(_saturated, r => r.CallbacksPerSecond) * RoomAtRate;

    /// <summary>As many calls as make this many callbacks a second.</summary>
    public async Task AtRateAsync(int rate, double seconds)
    {
        var result = await load.RunAsync(Order(LoadMode.Open) with { Seconds = seconds, Rate = (double)rate / CallScript.Menu.Count, Pause = Pause });
        _atRates.Add(new RateResult(rate, result.Ack, kind.SendsCommands ? result.Command : null));
    }

    /// <summary>
    /// What a live call takes in memory while its parties talk: the heap before and after, each after a full
    /// collection.
    /// </summary>
    public async Task HoldAsync(int calls, TimeSpan passivateAfter)
    {
        _heapBefore = (await server.ReadAsync(collect: true)).Heap;
        var begin = TimeProvider.System.GetTimestamp();
        await load.RunAsync(Order(LoadMode.Hold) with { Calls = calls, Seconds = 600, Talk = true });
        var live = await BytesPerCallAsync(calls);
        _bytesPerLive = TimeProvider.System.GetElapsedTime(begin) < passivateAfter ? live : null;
    }

    /// <summary>What the same calls take when they are passivated.</summary>
    public async Task RestAsync(int calls) => _bytesPerIdle = await BytesPerCallAsync(calls);

    private async Task<double> BytesPerCallAsync(int calls) => (double)((await server.ReadAsync(collect: true)).Heap - _heapBefore) / calls;

    public BenchRow Result() => new(kind)
    {
        CallbacksPerSecond = Median(_saturated, r => r.CallbacksPerSecond),
        CallsPerSecond = CallsPerSecond,
        Ack = Middle(_half, r => r.Ack),
        Command = kind.SendsCommands ? Middle(_half, r => r.Command) : null,
        BytesPerLiveCall = _bytesPerLive,
        BytesPerIdleCall = _bytesPerIdle,
        AtRates = [.. _atRates],
        BytesAllocated = PerCallback(u => u.Allocated),
        CpuMicroseconds = PerCallback(u => u.CpuSeconds) * 1e6,
        WorkItems = PerCallback(u => u.WorkItems),
        Switches = PerCallback(u => u.Switches),
        Contentions = PerCallback(u => u.Contentions),
        GeneratorCpu = Median(_saturated, r => r.GeneratorCpu / r.Seconds),
    };

    // By callbacks, not by ends: calls that begin together end together, and a short window may see none.
    private double CallsPerSecond => Median(_saturated, r => r.CallbacksPerSecond) / CallScript.Menu.Count;

    private double PerCallback(Func<ProbeReading, double> part) => Median(_used, u => part(u.Used) / u.Callbacks);

    private LoadOrder Order(LoadMode mode) => new(mode, server.Target) { Commands = kind.SendsCommands, Calls = CallsAtOnce, Connections = Connections };

    /// <summary>The middle one; of an even number, between the two in the middle.</summary>
    private static double Median<T>(List<T> items, Func<T, double> value)
    {
        var sorted = items.Select(value).Order().ToList();
        return sorted.Count == 0 ? 0 : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>The round with the median p99, as a whole.</summary>
    private static Latency Middle(List<LoadResult> rounds, Func<LoadResult, Latency> part) =>
        rounds.Count == 0 ? new(0, 0, 0, 0) : rounds.Select(part).OrderBy(l => l.P99).ElementAt((rounds.Count - 1) / 2);
}
