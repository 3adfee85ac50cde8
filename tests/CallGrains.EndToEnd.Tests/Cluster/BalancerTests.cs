using CallGrains.EndToEnd.Tests.Support;
using CallGrains.Testing;
using Phone = CallGrains.TestSupport.Programs.Phone;

namespace CallGrains.EndToEnd.Tests.Cluster;

/// <summary>
/// The deployed nginx before two ingresses: the carrier has one address, and no callback is lost when an ingress behind
/// it is killed, or stopped and replaced.
/// </summary>
public sealed class BalancerTests(ITestOutputHelper output)
{
    private const int Seed = 20261130;
    private const double Speed = 2;
    private static readonly int Lines = Campaign.Of(full: 40, brief: 16);

    [Fact]
    public async Task No_callback_is_lost_when_an_ingress_behind_nginx_is_killed_or_replaced()
    {
        Assert.SkipUnless(Campaign.IsFull, "Takes a minute: ./callgrains test --full runs it.");
        var obstacle = PrivatePostgres.Obstacle ?? Balancer.Obstacle;
        Assert.SkipWhen(obstacle is not null, obstacle ?? "");
        int[] ports = [Tick.FreePort(), Tick.FreePort()];
        await using var balancer = await Balancer.StartAsync(ports, isSecure: false);
        await using var cluster = await TestCluster.StartAsync(silos: 2, ingresses: 2, speed: Speed, ports: ports, more: _ => ["--set", $"CallGrains:PublicUrl={balancer.Web}", "--set", "CallGrains:FallbackUrl="]);
        var board = new Switchboard(cluster.Simulator.Url, () => cluster.Ingresses[0].Url, Lines, Seed, Speed, TimeSpan.FromSeconds(1));
        board.Open();
        await board.WhenBusyAsync();

        await cluster.Ingresses[0].KillAsync();
        await board.WhenFinishedAsync(Lines / 2);
        cluster.Ingresses[0] = await cluster.StartIngressAsync(0);
        await board.WhenFinishedAsync(Lines / 4);
        Assert.Equal(0, await cluster.Ingresses[1].StopAsync());
        await board.WhenFinishedAsync(Lines / 2);
        await board.CloseAsync();
        output.WriteLine(await board.CheckAsync());

        // What the carrier saw of nginx: each of its callbacks was taken.
        var refused = (await new Phone(cluster.Simulator.Url).CallbacksAsync()).Where(c => (int?)c["status"] is not (>= 200 and < 300)).ToList();
        Assert.True(refused.Count == 0, string.Join("\n", refused.Take(5).Select(r => r.ToJsonString())));
    }
}
