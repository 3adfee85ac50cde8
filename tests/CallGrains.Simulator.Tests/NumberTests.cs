using CallGrains.Simulator.Calls;
using CallGrains.TestSupport.Samples;

namespace CallGrains.Simulator.Tests;

/// <summary>The simulator shares no code with what it tests, but the same list of numbers.</summary>
public sealed class NumberTests
{
    [Fact]
    public void It_takes_for_a_number_what_all_others_do() =>
        Assert.All(NumberSamples.All, sample => Assert.Equal(sample.IsNumber, Address.IsNumber(sample.Text)));
}
