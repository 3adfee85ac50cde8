using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.FlowTests;

/// <summary>A test whose flow failed has failed, unless it was to.</summary>
public sealed class ExpectedFailureTests
{
    [Fact]
    public async Task A_fact_that_comes_in_spite_of_a_failure_is_not_enough()
    {
        await using var phone = await Start();
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");

        var failure = await Assert.ThrowsAsync<FlowTestException>(() => caller.IsHungUp());

        Assert.StartsWith("The flow 'desk' of call/c-1 failed, and the test does not expect it (ExpectsFailure).", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the flow of call/c-1 failed: System.InvalidOperationException: no agent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_waits_for_nothing_more_fails_at_its_end()
    {
        var failure = await Assert.ThrowsAsync<FlowTestException>(async () =>
        {
            await using var phone = await Start();
            var caller = await phone.DialsAsync("+15550100");
            await caller.Presses("1");
            await phone.PassesAsync(TimeSpan.FromMinutes(1));
        });

        Assert.Contains("no agent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expected_failure_is_none_of_the_tests()
    {
        await using var phone = await Start();
        phone.ExpectsFailure("no agent");
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");
        await caller.IsHungUp();
        await caller.IsDone();

        Assert.Contains("no agent", Assert.Single(phone.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_failure_than_the_expected_one_is()
    {
        await using var phone = await Start();
        phone.ExpectsFailure("no money");
        var caller = await phone.DialsAsync("+15550100");
        await caller.Presses("1");

        await Assert.ThrowsAsync<FlowTestException>(() => caller.IsHungUp());
    }

    private static Task<FlowTest> Start()
    {
        Func<CallContext, Task> fails = _ => throw new InvalidOperationException("no agent");
        return FlowTest.Start<Desk>(services => services.AddSingleton(fails));
    }
}
