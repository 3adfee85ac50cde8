using System.Diagnostics;
using CallGrains.EndToEnd.Tests.Campaigns;
using CallGrains.EndToEnd.Tests.Support;
using CallGrains.Testing;

namespace CallGrains.EndToEnd.Tests.Cluster;

/// <summary>
/// What dies in a cluster takes no call with it. The whole campaign (<see cref="Campaign"/>) meets each fault with 500
/// live calls, and lets a hanging silo hang for 60 s; a short run meets the commonest of them with fewer.
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;
    private static readonly int Lines = Campaign.Of("LINES", full: 500, brief: 8);

    // Simulated seconds pass while a silo is replaced: faster, and callers lose their patience, as they should.
    private const double Speed = 2;

    [Fact]
    public Task Silos_and_ingresses_may_be_killed_and_a_new_version_be_rolled_out() => RunAsync(async (cluster, board) =>
    {
        await cluster.Silos[0].KillAsync();
        await board.WhenFinishedAsync(Lines / 2);
        await cluster.Ingresses[0].KillAsync();
        cluster.Ingresses[0] = await cluster.StartIngressAsync(0);
        await board.WhenFinishedAsync(Lines / 2);
        await RollOutAsync(cluster);
        await board.WhenFinishedAsync(Lines);
        var (before, after) = (board.CountHeard("We have three questions."), board.CountHeard("Welcome to our new survey."));
        Assert.True(before > 0 && after > 0, $"{before} surveys of version 1, {after} of version 2");
        Assert.Equal(0, board.CountHeard("We have three questions.", "Welcome to our new survey."));
        Say($"{before} surveys of version 1, {after} of version 2");
    });

    [Fact]
    public Task All_silos_may_be_killed_at_once() => RunFullAsync(async (cluster, board) =>
    {
        await Task.WhenAll(cluster.Silos.Select(silo => silo.KillAsync()));
        var watch = Stopwatch.StartNew();
        var silos = await Task.WhenAll(cluster.Silos.Select(_ => cluster.StartSiloAsync()));
        cluster.Silos.Clear();
        cluster.Silos.AddRange(silos);
        Say($"three new silos were ready after {watch.Elapsed.TotalSeconds:0.0} s");
        await board.WhenFinishedAsync(Lines);
    });

    [Fact]
    public Task Silos_may_be_killed_again_and_again() => RunFullAsync(
        async (cluster, board) =>
        {
            var (kills, random) = (Campaign.Of("KILLS", full: 20, brief: 2), new Random(Tally.Seed("silo-kills", Seed)));
            for (var kill = 0; kill < kills; kill++)
            {
                var victim = cluster.Silos[random.Next(cluster.Silos.Count)];
                await Tick.NextAsync(TimeSpan.FromMilliseconds(random.Next(20, 1000)));
                await victim.KillAsync();
                cluster.Silos.Remove(victim);
                cluster.Silos.Add(await cluster.StartSiloAsync());
            }

            await board.WhenFinishedAsync(Lines);
        },
        board => Tally.Add("silo-kills", Campaign.Of("KILLS", full: 20, brief: 2), board));

    [Fact]
    public Task A_rolling_upgrade_lets_no_call_wait_for_long() => RunFullAsync(
        async (cluster, board) =>
        {
            await board.WhenFinishedAsync(Lines);
            await board.MarkAsync();
            await RollOutAsync(cluster, from: 0);
            await board.WhenFinishedAsync(Lines / 2);
        },
        board => board.Silences());

    [Fact]
    public Task The_database_may_be_killed() => RunFullAsync(async (cluster, board) =>
    {
        cluster.Postgres.Kill();
        var watch = Stopwatch.StartNew();
        await cluster.Postgres.StartAgainAsync();
        Say($"PostgreSQL was back after {watch.Elapsed.TotalSeconds:0.0} s");
        await board.WhenFinishedAsync(Lines);
    });

    [Fact]
    public Task A_silo_that_hangs_is_replaced_and_ends_when_it_wakes() => RunFullAsync(async (cluster, board) =>
    {
        var hanging = cluster.Silos[0];
        await hanging.SignalAsync("STOP");
        await Tick.NextAsync(TimeSpan.FromSeconds(60));
        await hanging.SignalAsync("CONT");
        Assert.Equal(70, await hanging.EndAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("start it again", hanging.Output, StringComparison.Ordinal);
        await board.WhenFinishedAsync(Lines);
    });

    /// <summary>One process after the other, while people call: the calls of each go on in the others.</summary>
    private async Task RollOutAsync(TestCluster cluster, int from = 1)
    {
        var watch = Stopwatch.StartNew();
        string[] newVersion = ["--flows", Program.LibraryOf("tests", "CallGrains.EndToEnd.Flows", "CallGrains.EndToEnd.Flows")];
        foreach (var old in cluster.Silos.Skip(from).ToList())
        {
            Assert.Equal(0, await old.StopAsync());
            Say($"a silo had stopped after {watch.Elapsed.TotalSeconds:0.0} s");
            cluster.Silos[cluster.Silos.IndexOf(old)] = await cluster.StartSiloAsync(newVersion);
            Say($"its successor was ready after {watch.Elapsed.TotalSeconds:0.0} s");
        }

        for (var i = 0; i < cluster.Ingresses.Count; i++)
        {
            Assert.Equal(0, await cluster.Ingresses[i].StopAsync());
            cluster.Ingresses[i] = await cluster.StartIngressAsync(i, newVersion);
        }

        Say($"the ingresses were replaced after {watch.Elapsed.TotalSeconds:0.0} s");
    }

    private Task RunFullAsync(Func<TestCluster, Switchboard, Task> fault, Func<Switchboard, string>? then = null)
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes minutes: ./callgrains test --full runs it.");
        return RunAsync(fault, then);
    }

    private async Task RunAsync(Func<TestCluster, Switchboard, Task> fault, Func<Switchboard, string>? then = null)
    {
        Assert.SkipWhen(PrivatePostgres.Obstacle is not null, PrivatePostgres.Obstacle ?? "");
        var watch = Stopwatch.StartNew();
        await using var cluster = await TestCluster.StartAsync(speed: Speed);
        var board = new Switchboard(cluster.Simulator.Url, () => cluster.Ingresses[0].Url, Lines, Seed, Speed, Campaign.IsFull ? TimeSpan.FromSeconds(1) : null);
        board.Open();
        await board.WhenBusyAsync();
        Say($"{Lines} calls were live after {watch.Elapsed.TotalSeconds:0.0} s");
        await fault(cluster, board);
        await board.CloseAsync();
        Say(await board.CheckAsync());
        Say(then?.Invoke(board) ?? "");
        Say($"all in {watch.Elapsed.TotalSeconds:0.0} s");
    }

    private void Say(string line) => output.WriteLine(line);
}
