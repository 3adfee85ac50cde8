using CallGrains.Tool.Scenarios;

namespace CallGrains.Tool.Tests.Scenarios;

public sealed class MixTests
{
    private static readonly Scenario Often = new("often", 3, []), Seldom = new("seldom", 1, []);

    [Fact]
    public void Weights_are_kept_evenly_spread_and_the_same_in_each_run()
    {
        var mix = Mix.Of([Often, Seldom], 40).Select(scenario => scenario.Name).ToList();

        Assert.Equal(["often", "often", "seldom", "often"], mix.Take(4));
        Assert.Equal(10, mix.Count(name => name == "seldom"));
        Assert.Equal(mix, Mix.Of([Often, Seldom], 40).Select(scenario => scenario.Name));
    }

    [Fact]
    public void Callers_have_numbers_of_their_own_that_no_simulated_habit_hangs_on()
    {
        var numbers = Enumerable.Range(0, 10_000).Select(caller => Mix.Number(555, caller)).ToList();

        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.Matches(@"^\+1555\d{6}8$", number));
    }

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    public void A_percentile_is_the_duration_of_somebody_who_passed(double share, int seconds)
    {
        var outcomes = Enumerable.Range(1, 100).Reverse().Select(i => new Outcome(Often, TimeSpan.FromSeconds(i))).Append(new Outcome(Often, TimeSpan.FromHours(1)) { FailedStep = 0 });

        Assert.Equal(TimeSpan.FromSeconds(seconds), Outcomes.Percentile(outcomes, share));
        Assert.Null(Outcomes.Percentile([], share));
    }
}
