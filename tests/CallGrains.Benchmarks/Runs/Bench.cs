using CallGrains.Benchmarks.Load;
using CallGrains.Benchmarks.Servers;

namespace CallGrains.Benchmarks.Runs;

/// <summary>
/// The whole measurement. All processes run side by side; rows are measured in turns, so that what else the machine
/// does falls upon all alike.
/// </summary>
internal sealed class Bench(BenchOptions options, TextWriter log)
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(new GrainOptions().SweepInterval.TotalSeconds + 2);

    public async Task<BenchReport> RunAsync()
    {
        var begin = TimeProvider.System.GetTimestamp();
        await using var load = await LoadClient.StartAsync();
        await using var world = new World(load.Carrier);
        var rows = new List<RowRun>();
        try
        {
            foreach (var kind in options.Kinds)
            {
                await log.WriteLineAsync($"starting {kind.Key}");
                rows.Add(new RowRun(kind, await (kind with { PassivateAfter = options.PassivateAfter }).StartAsync(world), load));
            }

            await MeasureAsync(rows);
        }
        finally
        {
            foreach (var row in rows)
            {
                await row.Server.DisposeAsync();
            }
        }

        var growth = await GrowAsync(world, load);
        return new BenchReport([.. rows.Select(r => r.Result())], growth, TimeProvider.System.GetElapsedTime(begin));
    }

    /// <summary>
    /// Beside many live calls, where the journal outlives its host: copies of one that a host has just held.
    /// </summary>
    private async Task<List<GrowthRow>> GrowAsync(World world, LoadClient load)
    {
        var results = new List<GrowthRow>();
        foreach (var kind in options.Kinds.Where(k => k is { IsHost: true, Silos: 1, Journal: not "memory" }))
        {
            var run = new GrowthRun(options, world, load);
            foreach (var calls in options.LiveCalls)
            {
                await log.WriteLineAsync($"{kind.Key} beside {calls} live calls");
                await using var journal = await run.OpenAsync(kind, kind.Key);
                results.Add(await run.RunAsync(kind, await SeedCall.TakeAsync(journal), calls));
            }
        }

        return results;
    }

    private async Task MeasureAsync(List<RowRun> rows)
    {
        await EachAsync("warming up", rows, row => row.SaturateAsync(options.WarmUp, isCounted: false));
        for (var round = 1; round <= options.Rounds; round++)
        {
            await EachAsync($"saturation, round {round} of {options.Rounds}", rows, row => row.SaturateAsync(options.Seconds));
        }

        for (var round = 1; round <= options.HalfRounds; round++)
        {
            await EachAsync($"half load, round {round} of {options.HalfRounds}", rows, row => row.HalfLoadAsync(options.Seconds));
        }

        foreach (var rate in options.Rates)
        {
            await EachAsync($"{rate} callbacks/s", rows.Where(row => row.Keeps(rate)), row => row.AtRateAsync(rate, options.Seconds));
        }

        if (!rows.Exists(row => row.Kind.IsHost))
        {
            return;
        }

        // Calls that have ended leave the memory with their host's next sweep.
        await Task.Delay(Sweep, TimeProvider.System);
        await EachAsync($"{options.IdleCalls} live calls", rows.Where(row => row.Kind.IsHost), row => row.HoldAsync(options.IdleCalls, options.PassivateAfter));
        await Task.Delay(options.PassivateAfter + Sweep, TimeProvider.System);
        await EachAsync("the same, idle", rows.Where(row => row.Kind.IsHost), row => row.RestAsync(options.IdleCalls));
    }

    private async Task EachAsync(string what, IEnumerable<RowRun> rows, Func<RowRun, Task> measure)
    {
        await log.WriteAsync($"{what}:");
        foreach (var row in rows)
        {
            await log.WriteAsync($" {row.Kind.Key}");
            await measure(row);
        }

        await log.WriteLineAsync();
    }
}
