using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace CallGrains.Orleans.Tests;

/// <summary>Two silos and a client over one journal and one carrier.</summary>
public sealed class TwoSilos : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, SiloJournal> _journals = new();
    private InProcessTestCluster? _cluster;

    internal static CapabilityTokens Tokens { get; } = new(new byte[32]);

    internal ProbeJournal Journal { get; } = new();

    internal FakeCarrier Carrier { get; } = new();

    internal SlowGate Gate { get; } = new();

    /// <summary>Adds to a silo, by its name, flows that the others may not have.</summary>
    internal Action<string, IServiceCollection> AddFlows { get; init; } = (_, _) => { };

    internal TimeSpan PassivateAfter { get; init; } = new GrainOptions().PassivateAfter;

    internal InProcessTestCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster has not been started.");

    internal IGrainFactory Grains => Cluster.Client;

    /// <summary>The way from outside: an Orleans client, as a separate ingress has it.</summary>
    internal ICallRouter Router => Cluster.Client.ServiceProvider.GetRequiredService<ICallRouter>();

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((options, silo) =>
        {
            silo.AddCallGrains(o => o.Shards = 4).AddActivityPropagation();
            silo.Configure<ClusterMembershipOptions>(o => (o.ProbeTimeout, o.NumMissedProbesLimit) = (TimeSpan.FromSeconds(1), 2));
            Configure(silo.Services, _journals[options.SiloName] = new SiloJournal(Journal));
            AddFlows(options.SiloName, silo.Services);
        });
        builder.ConfigureClient(client => client.AddCallGrains().AddActivityPropagation());
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>What every host of these tests has.</summary>
    internal void Configure(IServiceCollection services, IJournal journal)
    {
        services.AddSingleton(journal);
        services.AddSingleton<ICarrier>(Carrier);
        services.AddSingleton(Events.Reader);
        services.AddSingleton<ICallbackUrls>(new CapabilityUrls(new Uri("http://127.0.0.1:1"), Tokens));
        services.AddSingleton(Gate);
        services.AddFlow<Desk>().AddFlow<RoomDoor>().AddFlow<Patient>().AddFlow<Slow>();
        services.Configure<GrainOptions>(o => (o.SweepInterval, o.PassivateAfter) = (TimeSpan.FromMilliseconds(200), PassivateAfter));
    }

    internal ICallRouter RouterOf(int silo) => Cluster.Silos[silo].ServiceProvider.GetRequiredService<ICallRouter>();

    /// <summary>
    /// The silo that holds the grain; null when none does. Not the directory's word: that may be an old one.
    /// </summary>
    internal InProcessSiloHandle? HostOf(FlowAddress address) =>
        Cluster.Silos.FirstOrDefault(s => s.ServiceProvider.GetRequiredService<SiloActivations>().Addresses.Contains(address));

    /// <summary>Waits until the grain is passivated, looking again at each sweep.</summary>
    internal async Task WhenPassivatedAsync(FlowAddress address)
    {
        for (var sweeps = 0; !Cluster.Silos.Any(s => s.ServiceProvider.GetRequiredService<SiloActivations>().Passivated.Contains(address)); sweeps++)
        {
            Assert.True(sweeps < 500, $"{address} is not passivated");
            await Journal.WhenSweptAsync(1);
        }
    }

    /// <summary>Waits until no silo holds the grain, looking again at each sweep.</summary>
    internal async Task WhenAbsentAsync(FlowAddress address)
    {
        for (var sweeps = 0; HostOf(address) is not null; sweeps++)
        {
            Assert.True(sweeps < 500, $"{address} is still in memory");
            await Journal.WhenSweptAsync(1);
        }
    }

    /// <summary>Waits until a silo holds the grain, looking again at each sweep.</summary>
    internal async Task WhenHostedAsync(FlowAddress address)
    {
        for (var sweeps = 0; HostOf(address) is null; sweeps++)
        {
            Assert.True(sweeps < 500, $"{address} is not in memory");
            await Journal.WhenSweptAsync(1);
        }
    }

    /// <summary>
    /// The silo that holds the grain goes: in order, or as a killed process does, which writes nothing more from that
    /// instant on.
    /// </summary>
    internal async Task EndHostOfAsync(FlowAddress address, bool inOrder = false)
    {
        var silo = HostOf(address) ?? throw new InvalidOperationException($"{address} is nowhere.");
        if (inOrder)
        {
            await Cluster.StopSiloAsync(silo);
            return;
        }

        _journals[silo.Name].Cut();
        await Cluster.KillSiloAsync(silo);
    }
}
