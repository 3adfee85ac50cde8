using CallGrains.Testing;

namespace CallGrains.Flows.Tests.Support;

public sealed class VirtualTimeTests
{
    private readonly VirtualTimeProvider _time = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Timers_fire_in_the_order_they_are_due_each_at_its_own_instant()
    {
        Timer("late", 3);
        Timer("early", 1);
        Timer("early too", 1);
        Timer("too late", 4);

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["early@1", "early too@1", "late@3"], _fired);
        Assert.Equal(TimeSpan.FromSeconds(1), _time.NextTimer);
    }

    [Fact]
    public void A_timer_set_by_another_one_fires_in_the_same_advance()
    {
        _time.CreateTimer(_ => Timer("second", 2), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["second@3"], _fired);
        Assert.Null(_time.NextTimer);
    }

    [Fact]
    public void A_periodic_timer_fires_until_it_is_disposed()
    {
        var timer = Timer("tick", 1, 2);
        _time.Advance(TimeSpan.FromSeconds(6));
        timer.Dispose();
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(["tick@1", "tick@3", "tick@5"], _fired);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public void A_timer_that_is_due_at_once_waits_for_the_next_advance_be_it_by_zero()
    {
        Timer("now", 0);
        Assert.Empty(_fired);
        Assert.Equal(TimeSpan.Zero, _time.NextTimer);

        _time.Advance(TimeSpan.Zero);

        Assert.Equal(["now@0"], _fired);
    }

    [Fact]
    public async Task Delays_and_timestamps_follow_the_clock()
    {
        var began = _time.GetTimestamp();
        var delay = Task.Delay(TimeSpan.FromHours(1), _time, CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(1));
        await delay;

        Assert.Equal(TimeSpan.FromHours(1), _time.GetElapsedTime(began));
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(TimeSpan.FromTicks(-1)));
    }

    private ITimer Timer(string name, int due, int? period = null)
    {
        var start = new VirtualTimeProvider().GetUtcNow();
        return _time.CreateTimer(
            _ => _fired.Add($"{name}@{(_time.GetUtcNow() - start).TotalSeconds}"),
            null,
            TimeSpan.FromSeconds(due),
            period is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);
    }
}
