using CallGrains.Benchmarks.Load;
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

    private readonly List<LoadResult> _saturated = [];
    private readonly List<LoadResult> _half = [];
    private readonly List<double> _allocated = [];
    private readonly List<double> _cpu = [];
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
            var all = result.AllCallbacks;
            _saturated.Add(result);
            _allocated.Add((double)used.Allocated / all);
            _cpu.Add(used.CpuSeconds / all * 1e6);
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

    public BenchRow Result() => new(kind.Name, kind.IsHost)
    {
        CallbacksPerSecond = Median(_saturated, r => r.CallbacksPerSecond),
        CallsPerSecond = CallsPerSecond,
        Ack = Middle(_half, r => r.Ack),
        Command = kind.IsHost ? Middle(_half, r => r.Command) : null,
        BytesPerLiveCall = _bytesPerLive,
        BytesPerIdleCall = _bytesPerIdle,
        BytesAllocated = Median(_allocated, a => a),
        CpuMicroseconds = Median(_cpu, c => c),
        GeneratorCpu = Median(_saturated, r => r.GeneratorCpu / r.Seconds),
    };

    // By callbacks, not by ends: calls that begin together end together, and a short window may see none.
    private double CallsPerSecond => Median(_saturated, r => r.CallbacksPerSecond) / CallScript.Menu.Count;

    private LoadOrder Order(LoadMode mode) => new(mode, server.Target) { Commands = kind.IsHost, Calls = CallsAtOnce, Connections = Connections };

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
