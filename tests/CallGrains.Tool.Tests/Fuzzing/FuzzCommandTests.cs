using CallGrains.TestSupport.Programs;
using CallGrains.Tool.Tests.Support;

namespace CallGrains.Tool.Tests.Fuzzing;

public sealed class FuzzCommandTests
{
    [Fact]
    public async Task Many_seeds_over_all_flows_keep_all_promises()
    {
        var seeds = Campaign.Of(full: 20_000, brief: 300);
        var run = await Run.ToolAsync("fuzz", "--seeds", $"{seeds}");

        Assert.True(run.Status == 0, run.Out);
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seeds:N0} seeds, "), run.Out, StringComparison.Ordinal);
        Assert.Contains("No promise was broken.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_over_the_other_carriers_network_keep_all_promises()
    {
        var run = await Run.ToolAsync("fuzz", "--carrier", "telnyx", "--seeds", $"{Campaign.Of(full: 10_000, brief: 100)}");

        Assert.True(run.Status == 0, run.Out);
        Assert.Contains("No promise was broken.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_seed_of_one_flow_is_repeated()
    {
        var run = await Run.ToolAsync("fuzz", "--flow", "front-desk", "--seed", "12");

        Assert.True(run.Status == 0, run.Out);
        Assert.Contains("1 seeds, ", run.Out, StringComparison.Ordinal);
        Assert.Contains("flows begun", run.Out, StringComparison.Ordinal);
        Assert.Contains("front-desk: gather", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no flow 'nobody' that bandwidth can run; known are front-desk, ", "--flow", "nobody")]
    [InlineData("--seed needs --flow", "--seed", "3")]
    [InlineData("--seeds is 'many'; write a whole number", "--seeds", "many")]
    public async Task What_cannot_be_run_is_said(string message, params string[] options)
    {
        var run = await Run.ToolAsync(["fuzz", .. options]);

        Assert.Equal(2, run.Status);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
