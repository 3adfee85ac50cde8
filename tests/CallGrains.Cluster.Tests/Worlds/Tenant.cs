using CallGrains.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CallGrains.Cluster.Tests;

/// <summary>
/// One process of a world, its grains placed on both silos by Orleans. Callbacks and letters enter by either silo and
/// by the client in turn. The flows run on the world's thread and clock.
/// </summary>
internal sealed partial class Tenant(HostProcess process) : IHosting, ICallRouter
{
    private static readonly AsyncLocal<Tenant?> Sending = new();

    private readonly Dictionary<string, SiloActivations> _silos = [];
    private readonly List<IGrainFactory> _entries = [];
    private readonly List<OrleansCallRouter> _routers = [];
    private readonly HashSet<IGrainContext> _contexts = [];
    private int _sent;

    /// <summary>Who sends what is being sent, as far as it is known.</summary>
    public static Tenant? Sender => Sending.Value;

    public Post Post { get; } = new(process.World);

    public int ActiveCount => Counts.Sum();

    public int PassivatedCount => _silos.Values.Sum(s => s.Passivated.Count());

    /// <summary>How many grains each silo holds now.</summary>
    public IEnumerable<int> Counts => _silos.Values.Select(s => s.Addresses.Count());

    private IOptions<GrainOptions> Options => process.Services.GetRequiredService<IOptions<GrainOptions>>();

    private TimeProvider Time => process.Services.GetRequiredService<TimeProvider>();

    public void AddTo(IServiceCollection services) => services.AddCallGrainsCore().AddSingleton<ICallRouter>(this);

    public void WaitForArrivals() => Post.WaitForArrivals();

    /// <summary>Fails when the process dies.</summary>
    public async Task DeathAsync()
    {
        await process.Died;
        throw new OperationCanceledException("The process has died.");
    }

    public (SiloActivations Activations, CallbackReaders Readers) Admit(IGrainContext context, string silo)
    {
        lock (_contexts)
        {
            _contexts.Add(context);
        }

        return (_silos[silo], process.Services.GetRequiredService<CallbackReaders>());
    }

    public async Task StartAsync()
    {
        await (TwoSilos.Tenant?.EndAsync() ?? ValueTask.CompletedTask);
        foreach (var silo in TwoSilos.Cluster.Silos)
        {
            var entry = silo.ServiceProvider.GetRequiredService<IGrainFactory>();
            _entries.Add(entry);
            _silos[silo.Name] = new SiloActivations(
                process.Services.GetRequiredService<GrainActivator>(),
                new FlowWhereabouts(silo.ServiceProvider.GetRequiredService<IClusterManifestProvider>(), silo.ServiceProvider.GetRequiredService<ILocalSiloDetails>(), process.Services.GetRequiredService<FlowRegistry>()),
                process.Services.GetRequiredService<IJournal>(), entry, Options, Time, NullLogger<SiloActivations>.Instance);
        }

        _entries.Add(TwoSilos.Cluster.Client);
        _routers.AddRange(_entries.Select(e => new OrleansCallRouter(e, Options, Time, NullLogger<OrleansCallRouter>.Instance)));
        TwoSilos.Tenant = this;
        _ = process.Died.ContinueWith(_ => Post.Drop(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await RecoverAsync();
        _ = process.World.Start(SweepAsync);
    }

    public async Task<Receipt> SendAsync(FlowAddress address, GrainMessage message, CancellationToken cancellationToken = default)
    {
        if (_routers.Count == 0)
        {
            throw new OverloadedException("The process has not started yet.", TimeSpan.FromSeconds(1));
        }

        await process.LiveAsync();
        Sending.Value = this;
        var sending = _routers[_sent++ % _routers.Count].SendAsync(address, message, cancellationToken);
        await Task.WhenAny(sending);
        await process.LiveAsync();
        return await sending;
    }

    /// <summary>Leaves nothing on the silos.</summary>
    public ValueTask EndAsync()
    {
        process.Die();
        if (TwoSilos.Tenant == this)
        {
            TwoSilos.Tenant = null;
            Leave();
        }

        return ValueTask.CompletedTask;
    }
}
