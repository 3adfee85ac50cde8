using CallGrains.TestSupport.Samples;

namespace CallGrains.Flows.Tests.Addressing;

/// <summary>One answer to what a phone number is.</summary>
public sealed class E164Tests
{
    [Fact]
    public void A_number_is_a_plus_and_2_to_15_digits_that_do_not_begin_with_0() =>
        Assert.All(NumberSamples.All, sample => Assert.Equal(sample.IsNumber, E164.IsNumber(sample.Text)));

    [Fact]
    public void Nothing_is_no_number() => Assert.False(E164.IsNumber(null));

    [Fact]
    public void Who_can_be_texted_has_a_number_or_a_short_code_and_no_service_code() =>
        Assert.All(NumberSamples.All, sample => Assert.Equal((sample.IsNumber && sample.Text.Length > 7) || Party.IsShortCode(sample.Text), Party.CanBeTexted(sample.Text)));
}
