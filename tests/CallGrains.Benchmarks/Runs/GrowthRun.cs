using CallGrains.Benchmarks.Load;
using CallGrains.Benchmarks.Servers;
using CallGrains.Storage;

namespace CallGrains.Benchmarks.Runs;

/// <summary>
/// What it costs to hold many live calls: how long they take to come back after a restart, and how fast new calls go
/// beside them.
/// </summary>
internal sealed class GrowthRun(BenchOptions options, World world, LoadClient load)
{
    /// <summary>
    /// A host that uses less than this share of a processor has asked the carrier about all its calls.
    /// </summary>
    private const double Quiet = 0.1;

    /// <summary>Measures one kind of host beside this many calls.</summary>
    /// <param name="kind">The host.</param>
    /// <param name="seed">The call that is copied.</param>
    /// <param name="calls">How many.</param>
    public async Task<GrowthRow> RunAsync(ServerKind kind, SeedCall seed, int calls)
    {
        var name = $"{kind.Key}-{calls}";
        await using (var journal = await OpenAsync(kind, name))
        {
            await seed.CopyAsync(journal, calls);
        }

        var begin = TimeProvider.System.GetTimestamp();
        var row = new RowRun(kind, await kind.StartAsync(world, name), load);
        var recovery = TimeProvider.System.GetElapsedTime(begin);
        try
        {
            await SettleAsync(row.Server);
            var heap = (await row.Server.ReadAsync(collect: true)).Heap;
            await row.SaturateAsync(options.WarmUp, isCounted: false);
            await row.SaturateAsync(options.Seconds);
            var result = row.Result();
            return new GrowthRow(kind.Name, calls, recovery.TotalSeconds, result.CallbacksPerSecond, result.CpuMicroseconds, (double)heap / calls);
        }
        finally
        {
            await row.Server.DisposeAsync();
        }
    }

    /// <summary>A journal of a run, beside its host or in its place.</summary>
    public async Task<IJournal> OpenAsync(ServerKind kind, string name) => kind.Journal == "postgres"
        ? PostgresJournal.Open(new PostgresJournalOptions { ConnectionString = await world.DatabaseAsync(name) })
        : SqliteJournal.Open(new SqliteJournalOptions { Path = Path.Combine(Server.Folder, name, "journal.db") });

    private static async Task SettleAsync(Server server)
    {
        for (var (before, used) = (await server.ReadAsync(), double.MaxValue); used > Quiet;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            var now = await server.ReadAsync();
            (before, used) = (now, now.CpuSeconds - before.CpuSeconds);
        }
    }
}
