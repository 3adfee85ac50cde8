using System.Diagnostics.Metrics;
using CallGrains.Flows;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts CallGrains into a service collection.</summary>
public static class CallGrainsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the in-process host of grains. It needs an <see cref="IJournal"/>, an <see cref="ICallbackUrls"/>, and for
    /// each carrier an <see cref="ICarrier"/> and an <see cref="ICallbackProtocol"/>; and logging, as every .NET host
    /// has it.
    /// </summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddCallGrains(this IServiceCollection services)
    {
        services.AddCallGrainsCore();
        services.TryAddSingleton(p => new GrainHost(
            p.GetRequiredService<GrainServices>(), p.GetRequiredService<IOptions<GrainOptions>>(), p.GetRequiredService<ILogger<GrainHost>>()));
        services.TryAddSingleton<ICallRouter>(provider => provider.GetRequiredService<GrainHost>());
        return services;
    }

    /// <summary>
    /// Adds what every host of grains needs and <see cref="GrainActivator"/>, but no host: for libraries that are one.
    /// It needs what <see cref="AddCallGrains"/> needs.
    /// </summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddCallGrainsCore(this IServiceCollection services)
    {
        services.AddOptions<GrainOptions>();
        services.AddOptions<FlowOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Registry);
        services.TryAddSingleton<FlowUsage>();
        services.TryAddSingleton<StoppedFlows>();
        services.TryAddSingleton<CallbackReaders>();
        services.AddCallGrainsCarriers();
        services.TryAddSingleton<CallGrainsMetrics>();
        services.TryAddSingleton<IRateLimiter>(p => new Governor(p.GetRequiredService<TimeProvider>(), p.GetService<IMeterFactory>()));
        services.TryAddSingleton<EffectRunner>();
        services.TryAddSingleton<Watchdog>();
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<CallFeed>();
        services.TryAddSingleton(p => new Recordings(
            p.GetRequiredService<CarrierSet>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<IOptions<GrainOptions>>(), p.GetRequiredService<ILogger<Recordings>>()));
        services.TryAddSingleton<GrainServices>();
        services.TryAddSingleton(p => new GrainActivator(p.GetRequiredService<GrainServices>()));
        return services;
    }

    /// <summary>Adds what knows the carriers, and chooses among them.</summary>
    internal static IServiceCollection AddCallGrainsCarriers(this IServiceCollection services)
    {
        services.AddOptions<CarrierRoutingOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CarrierSet>();
        services.TryAddSingleton(Health);
        services.TryAddSingleton<CarrierRouter>();
        services.TryAddSingleton<CarrierWatch>();
        return services;
    }

    private static CarrierHealth Health(IServiceProvider services) => new(
        services.GetRequiredService<CarrierSet>(), services.GetRequiredService<TimeProvider>(), new CarrierMetrics(services.GetService<IMeterFactory>()));

    private static FlowRegistry Registry(IServiceProvider services)
    {
        var registry = new FlowRegistry(services.GetRequiredService<IOptions<FlowOptions>>());
        registry.EnsureCreatable(services);
        registry.EnsureKeys(services.GetService<JournalKeys>());
        return registry;
    }

    /// <summary>Adds a flow.</summary>
    /// <param name="services">The services.</param>
    /// <typeparam name="TFlow">A class with <see cref="FlowAttribute"/>.</typeparam>
    public static IServiceCollection AddFlow<TFlow>(this IServiceCollection services)
        where TFlow : class =>
        services.Configure<FlowOptions>(o => o.Types.Add(typeof(TFlow)));
}
