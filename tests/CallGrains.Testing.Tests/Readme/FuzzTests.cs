using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Testing.Tests.Readme;

public sealed class FuzzTests
{
    [Fact]
    public void The_shop_keeps_its_promises()
    {
        // <readme fuzz>
        var reach = FlowFuzz.Run<Shop>(seeds: 100, services => services.AddSingleton<IOpeningHours, AlwaysBob>());
        // </readme>
        Assert.True(reach.Decisions["shop: transfer to +15550199"] > 0, reach.ToString());
    }

    [Fact]
    public void So_it_does_when_it_calls()
    {
        // <readme people>
        FlowFuzz.Run<Shop>(new FlowFuzzOptions
        {
            Seeds = 100,
            Services = services => services.AddSingleton<IOpeningHours, AlwaysBob>(),
            Entries = [FlowFuzzEntry.Dials<Shop>("+15550100"), FlowFuzzEntry.IsCalled<Shop>(new { name = "Ann" })],
            Speech = ["Tomorrow, please.", ""],
            Signals = [new FlowFuzzSignal("cancelled")],
        });
        // </readme>
    }
}
