using CallGrains.Bandwidth.Provisioning;
using CallGrains.TestSupport.Samples;

namespace CallGrains.Bandwidth.Tests;

/// <summary>Commands and plans of the account agree on what a number is.</summary>
public sealed class NumberTests
{
    [Fact]
    public void A_command_takes_numbers_only() => Assert.All(NumberSamples.All, sample => Assert.Equal(
        sample.IsNumber,
        IsTaken(() => CommandRules.Check(Rig.Request(new CreateCallCommand(sample.Text, "+15550105"))))));

    [Fact]
    public void A_plan_takes_numbers_only() => Assert.All(NumberSamples.All, sample => Assert.Equal(
        sample.IsNumber,
        IsTaken(() => PlanRules.Check([new ApplicationPlan("desk") { IncomingCallUrl = new Uri("https://flows.example.com/"), Numbers = [sample.Text] }]))));

    private static bool IsTaken(Action check) => Record.Exception(check) is null;
}
