using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace CallGrains.Orleans.Tests;

public sealed class RateTests
{
    private const string Account = "bandwidth/test/u-1";
    private static readonly RateLimit Limit = new(5, TimeSpan.FromMilliseconds(400));

    [Fact]
    public async Task Two_silos_and_a_client_together_never_exceed_the_limit()
    {
        await using var silos = new TwoSilos();
        await silos.InitializeAsync();
        IRateLimiter[] limiters = [LimiterOf(silos, 0), LimiterOf(silos, 1), silos.Cluster.Client.ServiceProvider.GetRequiredService<IRateLimiter>()];
        var sent = new List<long>();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            using var turn = await limiters[i % 3].AcquireAsync(Request(RatePriority.Live));
            lock (sent)
            {
                sent.Add(Stopwatch.GetTimestamp());
            }
        }));

        Assert.Equal(30, sent.Count);
        for (var i = Limit.Count; i < sent.Count; i++)
        {
            var span = Stopwatch.GetElapsedTime(sent[i - Limit.Count], sent[i]);
            Assert.True(span >= Limit.Window, $"{Limit.Count + 1} requests within {span.TotalMilliseconds:0} ms: number {i}");
        }
    }

    [Fact]
    public async Task A_hang_up_in_one_silo_goes_before_new_calls_in_another()
    {
        await using var silos = new TwoSilos();
        await silos.InitializeAsync();
        var limit = Limit with { Window = TimeSpan.FromSeconds(3) };
        await UseUpAsync(LimiterOf(silos, 0), limit);
        var order = new List<RatePriority>();
        var calls = Enumerable.Range(0, 5).Select(_ => NoteAsync(LimiterOf(silos, 0), RatePriority.New)).ToList();
        var hangup = NoteAsync(LimiterOf(silos, 1), RatePriority.Urgent);
        await Task.WhenAll([.. calls, hangup]);

        // Six wait for five turns: who came last was not the last to go.
        Assert.Equal(RatePriority.New, order[^1]);

        async Task NoteAsync(IRateLimiter limiter, RatePriority priority)
        {
            using var turn = await limiter.AcquireAsync(Request(priority, limit));
            lock (order)
            {
                order.Add(priority);
            }
        }
    }

    [Fact]
    public async Task What_has_no_limit_asks_nobody()
    {
        await using var silos = new TwoSilos();
        await silos.InitializeAsync();
        var turn = LimiterOf(silos, 0).AcquireAsync(new RateRequest(Account, RatePriority.Live, [new RateUse("calls", "calls", null)]));
        Assert.True(turn.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_wait_that_is_given_up_counts_for_nothing()
    {
        await using var silos = new TwoSilos();
        await silos.InitializeAsync();
        using var giveUp = new CancellationTokenSource();
        await UseUpAsync(LimiterOf(silos, 0));
        var waiting = LimiterOf(silos, 1).AcquireAsync(Request(RatePriority.Live), giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        (await LimiterOf(silos, 1).AcquireAsync(Request(RatePriority.Live))).Dispose();
    }

    [Fact]
    public async Task Turns_of_a_dead_silo_are_not_lost_for_ever()
    {
        await using var silos = new TwoSilos();
        await silos.InitializeAsync();
        var host = await HostOfGrainAsync(silos);
        var other = silos.Cluster.Silos.First(s => s != host);
        var limiter = other.ServiceProvider.GetRequiredService<IRateLimiter>();
        await Task.WhenAll(Enumerable.Range(0, Limit.Count).Select(_ => limiter.AcquireAsync(Request(RatePriority.Live)).AsTask()));
        await silos.Cluster.KillSiloAsync(other);
        (await host.ServiceProvider.GetRequiredService<IRateLimiter>().AcquireAsync(Request(RatePriority.Live))).Dispose();
    }

    [Fact]
    public async Task A_governor_that_begins_anew_after_a_death_counts_the_window_as_used_up()
    {
        await using var silos = new TwoSilos();
        await silos.InitializeAsync();
        var host = await HostOfGrainAsync(silos);
        var survivor = silos.Cluster.Silos.First(s => s != host).ServiceProvider.GetRequiredService<IRateLimiter>();
        await UseUpAsync(survivor);
        await silos.Cluster.KillSiloAsync(host);
        var seen = Stopwatch.GetTimestamp();
        (await survivor.AcquireAsync(Request(RatePriority.Live))).Dispose();
        Assert.True(Stopwatch.GetElapsedTime(seen) >= Limit.Window, $"granted {Stopwatch.GetElapsedTime(seen)} after the death");
    }

    /// <summary>The limit's window is longer than the test: whoever waited for it would not be done.</summary>
    [Fact]
    public async Task A_silo_that_stops_hands_over_what_its_governor_has_counted()
    {
        await using var silos = new TwoSilos();
        await silos.InitializeAsync();
        var limit = Limit with { Window = TimeSpan.FromMinutes(10) };
        await TakeAsync(LimiterOf(silos, 0), 3);
        var host = await HostOfGrainAsync(silos);
        var survivor = silos.Cluster.Silos.First(s => s != host).ServiceProvider.GetRequiredService<IRateLimiter>();

        await silos.Cluster.StopSiloAsync(host);

        // Two of five are left, and not one more: the grain's patience ends without a lease.
        await TakeAsync(survivor, 2);
        var grain = silos.Grains.GetGrain<IRateGrain>(Account);
        Assert.Equal(0, (await grain.AcquireAsync(WireRate.Of(Request(RatePriority.Urgent, limit), TimeSpan.Zero))).Number);

        async Task TakeAsync(IRateLimiter limiter, int count)
        {
            for (var i = 0; i < count; i++)
            {
                (await limiter.AcquireAsync(Request(RatePriority.Live, limit)).AsTask().WaitAsync(TimeSpan.FromMinutes(1))).Dispose();
            }
        }
    }

    private static IRateLimiter LimiterOf(TwoSilos silos, int silo) => silos.Cluster.Silos[silo].ServiceProvider.GetRequiredService<IRateLimiter>();

    private static RateRequest Request(RatePriority priority, RateLimit? limit = null) => new(Account, priority, [new RateUse("calls", Account + "/calls", limit ?? Limit)]);

    private static async Task UseUpAsync(IRateLimiter limiter, RateLimit? limit = null)
    {
        foreach (var turn in await Task.WhenAll(Enumerable.Range(0, Limit.Count).Select(_ => limiter.AcquireAsync(Request(RatePriority.Live, limit)).AsTask())))
        {
            turn.Dispose();
        }
    }

    private static async Task<InProcessSiloHandle> HostOfGrainAsync(TwoSilos silos)
    {
        (await LimiterOf(silos, 0).AcquireAsync(Request(RatePriority.Live))).GiveBack();
        var grain = silos.Grains.GetGrain<IRateGrain>(Account);
        var address = await silos.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return silos.Cluster.Silos.Single(s => s.SiloAddress.Equals(address));
    }
}
