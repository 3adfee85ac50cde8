using CallGrains.Simulator.Clock;
using CallGrains.Simulator.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace CallGrains.Simulator.Tests;

public sealed class ScaledTimeProviderTests
{
    private readonly FakeTimeProvider _real = FakeClock.Create();

    [Fact]
    public void Its_seconds_are_shorter_and_its_timers_agree_with_its_time()
    {
        var clock = new ScaledTimeProvider(_real, 10);
        var start = clock.GetUtcNow();
        DateTimeOffset? rang = null;
        using var timer = clock.CreateTimer(_ => rang = clock.GetUtcNow(), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        _real.Advance(0.499);
        Assert.Null(rang);
        _real.Advance(0.001);
        Assert.Equal(start + TimeSpan.FromSeconds(5), rang);

        _real.Advance(0.999);
        Assert.Equal(start + TimeSpan.FromSeconds(14.99), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(14.99), clock.GetElapsedTime(start.UtcTicks));
    }

    [Fact]
    public void A_timer_never_fires_early()
    {
        var clock = new ScaledTimeProvider(_real, 1000);
        var due = clock.GetUtcNow() + TimeSpan.FromSeconds(1.5);
        DateTimeOffset? rang = null;
        using var timer = clock.CreateTimer(_ => rang = clock.GetUtcNow(), null, TimeSpan.FromSeconds(1.5), Timeout.InfiniteTimeSpan);

        _real.Advance(1);

        Assert.True(rang >= due, $"due {due:O}, rang {rang:O}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_speed_is_above_zero(double speed) => Assert.Throws<ArgumentOutOfRangeException>(() => new ScaledTimeProvider(_real, speed));
}
