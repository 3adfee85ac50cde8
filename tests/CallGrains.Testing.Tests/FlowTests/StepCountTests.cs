using CallGrains.Testing.Worlds;

namespace CallGrains.Testing.Tests.FlowTests;

/// <summary>What goes round in circles is found, and a long test is not taken for it.</summary>
public sealed class StepCountTests
{
    private readonly VirtualTimeProvider _time = new();

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Too_many_steps_within_an_hour_are_told_whether_or_not_time_passes(int milliseconds)
    {
        var steps = new StepCount(_time);
        Assert.Equal(StepCount.Most, Taken(steps, TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Fact]
    public void A_test_of_days_may_take_more()
    {
        var steps = new StepCount(_time);
        Assert.Equal(2 * StepCount.Most, Taken(steps, TimeSpan.FromSeconds(1)));
    }

    /// <summary>How many steps were allowed, of twice as many as an hour may have.</summary>
    private int Taken(StepCount steps, TimeSpan each)
    {
        for (var taken = 0; taken < 2 * StepCount.Most; taken++)
        {
            if (!steps.Next())
            {
                return taken;
            }

            _time.Advance(each);
        }

        return 2 * StepCount.Most;
    }
}
