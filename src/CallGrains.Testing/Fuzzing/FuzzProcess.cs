using CallGrains.Flows;
using CallGrains.Testing.Fuzzing.Flows;
using CallGrains.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CallGrains.Testing.Fuzzing;

/// <summary>
/// Puts a host together by hand, as <c>AddCallGrains</c> does: a container for each of some ten thousand processes a
/// minute would cost more than all that they do.
/// </summary>
internal sealed class FuzzProcess : IServiceProvider
{
    private static readonly CallGrainsMetrics Metrics = new();
    private static readonly IOptions<CarrierRoutingOptions> NoRoutes = Options.Create(new CarrierRoutingOptions());
    private readonly StepCounter _steps;
    private readonly IServiceProvider? _user;
    private readonly FlowRegistry _flows;
    private ICallRouter? _router;
    private GrainServices? _services;

    private FuzzProcess(FuzzWorld fuzz) => (_steps, _flows, _user) = (fuzz.InvariantChecker.Steps, fuzz.Target.Registry, UserServices(fuzz.Target));

    public static HostProcess Start(FuzzWorld fuzz) => new(fuzz.World, process =>
    {
        var services = new FuzzProcess(fuzz);
        services.Compose(fuzz, process);
        return services;
    });

    public object? GetService(Type serviceType) =>
        serviceType == typeof(ICallRouter) || serviceType == typeof(GrainHost) ? _router
        : serviceType == typeof(GrainServices) ? _services
        : serviceType == typeof(StepCounter) ? _steps
        : serviceType == typeof(FlowRegistry) ? _flows
        : serviceType == typeof(Recordings) ? _services?.Recordings
        : serviceType == typeof(TimeProvider) ? _services?.Time
        : _user?.GetService(serviceType);

    private void Compose(FuzzWorld fuzz, HostProcess process)
    {
        var time = process.Time;
        var options = Options.Create(new GrainOptions { Scheduler = fuzz.World.Scheduler, PassivateAfter = fuzz.FaultProfile.PassivateAfter, SweepInterval = fuzz.FaultProfile.SweepInterval, QuarantineAfter = 0 });
        var carriers = new CarrierSet([process.Carrier]);
        var router = new CarrierRouter(carriers, new CarrierHealth(carriers, time), NoRoutes);
        _services = new GrainServices(
            process.Journal,
            fuzz.Target.Registry,
            World.Readers,
            router,
            new EffectRunner(World.Urls, router, time, options, Log<EffectRunner>()),
            new Watchdog(World.Urls, Log<Watchdog>()),
            new Outbox(this, time, Log<Outbox>()),
            new Recordings(carriers, time, options, Log<Recordings>()),
            Metrics,
            time,
            this,
            options,
            Log<GrainServices>());
        _router = new GrainHost(_services, options, Log<GrainHost>());
    }

    private static ServiceProvider? UserServices(FuzzTarget target)
    {
        if (target.Services is null)
        {
            return null;
        }

        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        target.Services(services);
        return services.BuildServiceProvider();
    }

    private static NullLogger<T> Log<T>() => NullLogger<T>.Instance;
}
