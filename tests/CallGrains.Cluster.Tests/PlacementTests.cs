namespace CallGrains.Cluster.Tests;

/// <summary>That the kernel's tests do run on two silos.</summary>
public sealed class PlacementTests
{
    [Fact]
    public void The_calls_of_a_world_live_on_both_silos() => World.Run(async w =>
    {
        w.Script = async call =>
        {
            await call.AnswerAsync();
            await call.DelayAsync(TimeSpan.FromHours(1));
        };
        await w.StartAsync();

        for (var n = 0; n < 40; n++)
        {
            w.Carrier.Dials();
        }

        await w.Until(() => w.Carrier.Got<AnswerCommand>(40), "all are answered");

        Assert.Equal(40, w.Process.ActiveCount);
        Assert.All(TwoSilos.Tenant!.Counts, count => Assert.InRange(count, 1, 39));
    });
}
