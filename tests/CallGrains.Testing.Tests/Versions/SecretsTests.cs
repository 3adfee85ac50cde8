using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.Versions;

/// <summary>A flow that handles secrets is tested like any other.</summary>
public sealed class SecretsTests
{
    private const string Card = "4026000000000002";

    [Fact]
    public async Task Its_test_hears_what_the_caller_hears_also_after_a_crash()
    {
        var bank = new Bank();
        await using var phone = await FlowTest.Start<Payment>(services => services.AddSingleton<IBank>(bank));
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("Your card's number");
        await caller.Presses(Card);
        await phone.CrashesAsync();
        await caller.Hears($"You typed {Card}.");
        await caller.IsDone();

        Assert.Equal(Card, bank.Charged.Distinct().Single());
        HistoryReplay.Verify<Payment>(caller.History, "the call", services => services.AddSingleton<IBank>(bank));
    }
}
