using CallGrains.Orleans;
using CallGrains.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;

namespace CallGrains.Testing;

/// <summary>
/// One process of a world, its grains in a silo. The flows themselves run where the world runs them; where a grain
/// lives, and how it is reached, is Orleans' affair.
/// </summary>
internal sealed class SiloHosting(HostProcess process) : IHosting, ICallRouter
{
    private InProcessTestCluster? _cluster;

    private IServiceProvider Silo => (_cluster ?? throw new OverloadedException("The silo has not started yet.", TimeSpan.FromSeconds(1))).Silos[0].ServiceProvider;

    public int ActiveCount => Silo.GetRequiredService<SiloActivations>().Addresses.Count();

    public int PassivatedCount => Silo.GetRequiredService<SiloActivations>().Passivated.Count();

    public void AddTo(IServiceCollection services) => services
        .AddCallGrainsCore()
        .AddSingleton<ICallRouter>(this)
        .AddSingleton(_ => Silo.GetRequiredService<IGrainFactory>());

    public async Task StartAsync()
    {
        await process.World.ElsewhereAsync(() => Task.Run(DeployAsync));
        foreach (var state in new[] { GrainState.Live, GrainState.Ending })
        {
            var live = await process.Journal.ListAsync(new GrainQuery { State = state, Size = 1000 });
            foreach (var summary in live.Items)
            {
                await process.World.ElsewhereAsync(() => Silo.GetRequiredService<IGrainFactory>().TryWakeAsync(summary.Address, NullLogger.Instance));
            }
        }
    }

    public async Task<Receipt> SendAsync(FlowAddress address, GrainMessage message, CancellationToken cancellationToken = default)
    {
        Receipt? receipt = null;
        await process.World.ElsewhereAsync(async () => receipt = await Silo.GetRequiredService<ICallRouter>().SendAsync(address, message, cancellationToken));
        return receipt!;
    }

    /// <summary>Killed, not stopped: in order, it would finish what the test has left open.</summary>
    public async ValueTask EndAsync()
    {
        if (Interlocked.Exchange(ref _cluster, null) is { } cluster)
        {
            await process.World.ElsewhereAsync(() => Task.Run(async () =>
            {
                await cluster.KillSiloAsync(cluster.Silos[0]);
                await cluster.DisposeAsync();
            }));
        }
    }

    private async Task DeployAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo((_, silo) => Configure(silo));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        _cluster = cluster;
    }

    private void Configure(ISiloBuilder silo)
    {
        silo.Services
            .AddSingleton(process.Services.GetRequiredService<GrainActivator>())
            .AddSingleton<IJournal>(process.Journal)
            .AddSingleton(process.Services.GetRequiredService<ICallbackProtocol>())
            // The silo's clock is not the flows': its sweeps would find all wake-ups overdue, and all grains idle.
            .Configure<GrainOptions>(o => o.SweepInterval = TimeSpan.FromHours(1));
        silo.AddCallGrains(o => o.Shards = 1);
    }
}
