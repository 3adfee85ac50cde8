using CallGrains.Flows;
using CallGrains.Testing;

namespace CallGrains.Host.Tests.Flows;

/// <summary>With <c>on: Hosts.Silo</c> the grains are Orleans' own, and a flow may talk to others.</summary>
public sealed class SiloTests
{
    [Fact]
    public async Task The_call_is_a_grain_of_the_silo()
    {
        await using var phone = await FlowTest.Start<Counting>(on: Hosts.Silo);
        var caller = await phone.DialsAsync("+15550100");
        await caller.Hears("1 call is a grain");
        await phone.CrashesAsync();
        await caller.IsHungUp();
        await caller.IsDone();
    }
}

[Flow("counting")]
internal sealed class Counting(IGrainFactory grains) : CallScript
{
    protected override async Task RunAsync(CallContext call)
    {
        await call.AnswerAsync();
        var count = await call.StepAsync("count", CountAsync);
        await call.SpeakAsync($"{count} call is a grain.");
    }

    private async Task<int> CountAsync()
    {
        var all = await grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return all.Count(g => g.GrainId.Type.ToString() == "callgrains.call");
    }
}
