using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Testing.Worlds;

/// <summary>
/// A host of grains as a process of its own: it can die, and then nothing of it reaches the journal or the carrier any
/// more.
/// </summary>
internal sealed class HostProcess
{
    private readonly TaskCompletionSource _never = new();
    private readonly TaskCompletionSource _died = new();

    private readonly IHosting _hosting;
    private readonly GrainServices _grains;

    public HostProcess(World world, Action<IServiceCollection>? configure)
    {
        World = world;
        _hosting = world.Hosts.For(this);
        Journal = new CrashingJournal(world.StoreOf?.Invoke(this) ?? world.Store, this);
        Time = new ProcessTime(world.Time, this);
        Carrier = world.Network.LinkOf(this, Time);
        var services = new ServiceCollection()
            .AddSingleton(Time)
            .AddSingleton<IJournal>(Journal)
            .AddSingleton(Replay.Keys)
            .AddSingleton<ICallbackUrls>(World.Urls)
            .AddSingleton(world.Network.Protocol)
            .AddSingleton(Carrier)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddTransient(_ => world.Script)
            .Configure<GrainOptions>(o => o.Scheduler = world.Scheduler);
        _hosting.AddTo(services);
        configure?.Invoke(services);
        Services = services.BuildServiceProvider();
        _grains = Services.GetRequiredService<GrainServices>();
        Router = Services.GetRequiredService<ICallRouter>();
        world.Begins(this);
    }

    /// <summary>A process that is put together otherwise.</summary>
    public HostProcess(World world, Func<HostProcess, IServiceProvider> compose)
    {
        World = world;
        _hosting = new InProcessHosting(this);
        Journal = new CrashingJournal(world.StoreOf?.Invoke(this) ?? world.Store, this);
        Time = new ProcessTime(world.Time, this);
        Carrier = world.Network.LinkOf(this, Time);
        Services = compose(this);
        _grains = Services.GetRequiredService<GrainServices>();
        Router = Services.GetRequiredService<ICallRouter>();
        world.Begins(this);
    }

    public World World { get; }

    /// <summary>The world's clock, whose timers end with this process.</summary>
    public TimeProvider Time { get; }

    /// <summary>Its way to the carrier.</summary>
    public ICarrier Carrier { get; }

    public IServiceProvider Services { get; }

    /// <summary>The way to this process' grains.</summary>
    public ICallRouter Router { get; }

    public CrashingJournal Journal { get; }

    public GrainHost Host => Services.GetRequiredService<GrainHost>();

    /// <summary>Grains in memory now.</summary>
    public int ActiveCount => _hosting.ActiveCount;

    /// <summary>Of those, the passivated ones.</summary>
    public int PassivatedCount => _hosting.PassivatedCount;

    public bool IsDead { get; private set; }

    /// <summary>Brings back the grains that were live.</summary>
    public Task StartAsync() => _hosting.StartAsync();

    public void WaitForArrivals() => _hosting.WaitForArrivals();

    /// <summary>Frees what it has of the real machine.</summary>
    public ValueTask EndAsync() => _hosting.EndAsync();

    /// <summary>Steps that run now, and how many have ever begun.</summary>
    public (int Running, int Begun) Steps => _grains.Steps;

    /// <summary>The grains whose code runs now, each with where it is.</summary>
    public IEnumerable<(FlowAddress Grain, string Where)> Running => _grains.Turns.Running;

    /// <summary>Ends when it has died.</summary>
    public Task Died => _died.Task;

    public void Die()
    {
        if (!IsDead)
        {
            IsDead = true;
            World.TraceLog.Host("the process dies");
            _died.SetResult();
        }
    }

    /// <summary>What a dead process awaits never ends.</summary>
    public Task LiveAsync() => IsDead ? _never.Task : Task.CompletedTask;
}
