using System.Runtime.CompilerServices;
using CallGrains.Cluster.Tests;
using CallGrains.Orleans;
using CallGrains.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.TestingHost;

[assembly: AssemblyFixture(typeof(TwoSilos))]
// One world at a time lives on the silos: each has a call c-1 of its own.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace CallGrains.Cluster.Tests;

/// <summary>
/// Two silos and a client, with real messages, serialization, placement and directory, on which the worlds of all tests
/// run, one after the other: a cluster for each would cost more than all tests. A process of a world is what lives on
/// both silos at the time; when it dies, all that goes, and the silos stay.
/// </summary>
public sealed class TwoSilos : IAsyncLifetime
{
    private static volatile Tenant? _tenant;
    private static InProcessTestCluster? _cluster;

    /// <summary>The process that lives on the silos now.</summary>
    internal static Tenant? Tenant
    {
        get => _tenant;
        set => _tenant = value;
    }

    internal static InProcessTestCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster has not been started.");

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((options, silo) =>
        {
            Common(silo.Services);
            silo.Services.AddSingleton<IConfigureGrainTypeComponents>(new TenantGrains(options.SiloName));
            silo.AddIncomingGrainCallFilter<PostFilter>().AddOutgoingGrainCallFilter<PostFilter>();
            // The default one looks at the silos' load, and may find one of them better each time.
            silo.Services.AddSingleton<PlacementStrategy, RandomPlacement>();
            silo.Configure<SiloMessagingOptions>(o => o.DropExpiredMessages = false);
            silo.Configure<ClusterMembershipOptions>(o => o.LivenessEnabled = false);
        });
        builder.ConfigureClient(client =>
        {
            Common(client.Services);
            client.AddOutgoingGrainCallFilter<PostFilter>();
            client.Configure<ClientMessagingOptions>(o => o.DropExpiredMessages = false);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;

    [ModuleInitializer]
    internal static void HostAllWorlds() => World.DefaultHosts = new Hosting();

    /// <summary>No message times out, however busy the machine is: the clock that would say so stands still.</summary>
    private static void Common(IServiceCollection services) => services
        .AddKeyedSingleton<TimeProvider>(TimeProviderNames.Messaging, new VirtualTimeProvider())
        .AddSerializer(serializer => serializer.AddAssembly(typeof(CallGrain).Assembly));

    private sealed class Hosting : Hosts
    {
        internal override IHosting For(HostProcess process) => new Tenant(process);
    }
}
