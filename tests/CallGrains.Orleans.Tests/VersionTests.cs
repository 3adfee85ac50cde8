using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace CallGrains.Orleans.Tests;

/// <summary>
/// In the middle of a rolling update: one silo has the new version of a flow, the other has not, and gets a call that
/// began with it.
/// </summary>
public sealed class VersionTests
{
    [Fact]
    public async Task A_call_whose_version_only_another_silo_has_goes_on_there_when_a_callback_comes()
    {
        await using var silos = await StartAsync();
        var (call, gather) = await BeginAsync(silos);
        await MoveToOldAsync(silos, call);

        var receipt = await silos.Router.SendAsync(FlowAddress.Call(call), Events.Gathered(call, gather, "1"));
        var speak = (SpeakCommand)(await silos.Carrier.WhenSentAsync<SpeakCommand>(call)).Command;

        Assert.Equal((Disposition.Accepted, "two"), (receipt.Disposition, speak.Sentence));
        Assert.Same(New(silos), silos.HostOf(FlowAddress.Call(call)));
        Assert.DoesNotContain(await silos.Journal.EntriesAsync(FlowAddress.Call(call)), e => e is FaultEntry);
    }

    [Fact]
    public async Task It_goes_on_there_when_nothing_comes_but_a_wake_up()
    {
        await using var silos = await StartAsync();
        var (call, _) = await BeginAsync(silos);
        await MoveToOldAsync(silos, call);

        Assert.False(await silos.Grains.TryWakeAsync(FlowAddress.Call(call), NullLogger.Instance));
        await silos.WhenHostedAsync(FlowAddress.Call(call));

        Assert.Same(New(silos), silos.HostOf(FlowAddress.Call(call)));
        Assert.DoesNotContain(await silos.Journal.EntriesAsync(FlowAddress.Call(call)), e => e is FaultEntry);
    }

    [Fact]
    public async Task A_call_whose_version_no_silo_has_waits_and_goes_on_when_one_comes_that_has_it()
    {
        await using var silos = await StartAsync();
        var (call, gather) = await BeginAsync(silos);
        var address = FlowAddress.Call(call);
        await silos.EndHostOfAsync(address);
        await silos.Router.SendAsync(address, Events.Gathered(call, gather, "1"));
        await silos.Journal.WhenAsync(address, h => h.Fault is not null, "nobody has its flow");

        await silos.Cluster.StartAdditionalSiloAsync();
        var speak = (SpeakCommand)(await silos.Carrier.WhenSentAsync<SpeakCommand>(call)).Command;

        Assert.Equal("two", speak.Sentence);
        await silos.Journal.WhenAsync(address, h => h.Fault is null, "the fault is over");
    }

    [Fact]
    public async Task A_call_of_a_flow_that_only_a_new_silo_has_begins_there_wherever_it_comes_in()
    {
        await using var silos = new TwoSilos { AddFlows = (silo, services) => _ = silo.EndsWith('0') ? services : services.AddFlow<Newcomer>() };
        await silos.InitializeAsync();
        foreach (var ours in new[] { true, false })
        {
            var address = FlowAddress.Call(Events.NewCall());
            var receipt = await SendToOldAsync(address, ours ? new StartCall("newcomer", "+15550100", "+15550123", null) : Events.Incoming(address.Id, "newcomer"));
            Assert.Equal(Disposition.Accepted, receipt.Disposition);
            Assert.Same(New(silos), silos.HostOf(address));
        }

        // What no silo has is refused as ever.
        await Assert.ThrowsAsync<ArgumentException>(() => SendToOldAsync(FlowAddress.Call(Events.NewCall()), new StartCall("nobody", "+15550100", "+15550123", null)));

        async Task<Receipt> SendToOldAsync(FlowAddress address, GrainMessage message)
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silos.Cluster.Silos[0].SiloAddress);
            try
            {
                return await silos.Router.SendAsync(address, message);
            }
            finally
            {
                RequestContext.Clear();
            }
        }
    }

    private static InProcessSiloHandle New(TwoSilos silos) => silos.Cluster.Silos[1];

    private static async Task<TwoSilos> StartAsync()
    {
        var silos = new TwoSilos
        {
            AddFlows = (silo, services) => _ = silo.EndsWith('0') ? services.AddFlow<GreeterOne>() : services.AddFlow<GreeterOne>().AddFlow<GreeterTwo>(),
        };
        await silos.InitializeAsync();
        silos.Journal.HidesDue = true;
        return silos;
    }

    private static async Task<(string Call, CommandRequest Gather)> BeginAsync(TwoSilos silos)
    {
        var call = Events.NewCall();
        RequestContext.Set(IPlacementDirector.PlacementHintKey, New(silos).SiloAddress);
        await silos.Router.SendAsync(FlowAddress.Call(call), Events.Incoming(call, "greeter"));
        RequestContext.Clear();
        var gather = await silos.Carrier.WhenSentAsync<GatherCommand>(call);
        await silos.Journal.WhenAsync(FlowAddress.Call(call), h => h is { PendingEffects: 0, FlowVersion: 2 }, "the gather's outcome");
        return (call, gather);
    }

    private static async Task MoveToOldAsync(TwoSilos silos, string call)
    {
        var grain = silos.Grains.GetGrain(FlowAddress.Call(call)).GetGrainId();
        await silos.Cluster.MigrateAsync(grain, silos.Cluster.Silos[0].SiloAddress);
        RequestContext.Clear();
        Assert.True(silos.Cluster.TryGetGrainContext(grain, out var moved));
        Assert.Equal(silos.Cluster.Silos[0].SiloAddress, moved.Address.SiloAddress);
    }
}
