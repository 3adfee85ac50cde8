using CallGrains.Carriers.Bandwidth;
using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Testing.Worlds;

/// <summary>A host of grains as a process of its own: it can die, and then nothing of it reaches the journal or the carrier any more.</summary>
internal sealed class HostProcess
{
    private readonly TaskCompletionSource _never = new();

    public HostProcess(World world, Action<IServiceCollection>? configure)
    {
        World = world;
        Journal = new CrashingJournal(world.Store, this);
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(new ProcessTime(world.Time, this))
            .AddSingleton<IJournal>(Journal)
            .AddSingleton<ICallbackUrls>(World.Urls)
            .AddSingleton<ICallbackReader>(new BandwidthCallbackReader())
            .AddSingleton<ICarrier>(new CarrierLink(world.Carrier, this))
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddTransient(_ => world.Script)
            .AddCallGrains()
            .Configure<GrainOptions>(o => o.Scheduler = world.Scheduler);
        configure?.Invoke(services);
        Services = services.BuildServiceProvider();
        Host = Services.GetRequiredService<GrainHost>();
    }

    public World World { get; }

    public IServiceProvider Services { get; }

    public CrashingJournal Journal { get; }

    public GrainHost Host { get; }

    public bool IsDead { get; private set; }

    public void Die() => IsDead = true;

    /// <summary>What a dead process awaits never ends.</summary>
    public Task LiveAsync() => IsDead ? _never.Task : Task.CompletedTask;
}
