using CallGrains.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Metadata;
using Orleans.Serialization;

namespace Orleans.Hosting;

/// <summary>Puts CallGrains into silos and Orleans clients.</summary>
public static class CallGrainsOrleansExtensions
{
    private const string ReadyTag = "ready";

    /// <summary>
    /// Lets this silo host calls, conferences and message threads, beside whatever grains it has of its own, and makes
    /// <see cref="ICallRouter"/> the way to them; flows may inject <see cref="IGrainFactory"/>. It needs in its
    /// services an <see cref="IJournal"/> that all silos share, an <see cref="ICallbackUrls"/>, and for each carrier an
    /// <see cref="ICarrier"/> and an <see cref="ICallbackProtocol"/>; flows are added with <c>AddFlow</c>.
    /// </summary>
    /// <remarks>
    /// Adds the health check <c>membership</c>, tagged <c>ready</c>: whether this silo is an active member of its
    /// cluster.
    /// </remarks>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Changes how orphaned grains are looked after; null keeps the defaults.</param>
    public static ISiloBuilder AddCallGrains(this ISiloBuilder silo, Action<SweepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.AddCallGrainsCore();
        AddRouter(silo.Services);
        silo.Services.TryAddSingleton<DepartureWatch>();
        silo.Services.TryAddSingleton<RateHandover>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<RateHandover>());
        silo.Services.AddOptions<SweepOptions>()
            .Configure(configure ?? (_ => { }))
            .Validate(o => o.Shards >= 1, "SweepOptions.Shards must be 1 or more; leave it out for 16.")
            .ValidateOnStart();
        silo.Services.TryAddSingleton<SiloActivations>();
        silo.Services.TryAddSingleton<GrainHandover>();
        silo.Services.TryAddSingleton<FlowWhereabouts>();
        silo.Services.AddSingleton<IGrainPropertiesProvider, FlowManifest>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SiloSweep>();
        silo.Services.AddHealthChecks().AddCheck<MembershipCheck>("membership", tags: [ReadyTag]);
        return silo;
    }

    /// <summary>
    /// Makes <see cref="ICallRouter"/> the way to the grains of a cluster that this process only talks to: a separate
    /// ingress tier.
    /// </summary>
    /// <remarks>
    /// Adds the health check <c>gateway</c>, tagged <c>ready</c>: whether this process reaches a silo.
    /// </remarks>
    /// <param name="client">The Orleans client.</param>
    public static IClientBuilder AddCallGrains(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.AddOptions<GrainOptions>();
        client.Services.AddOptions<FlowOptions>();
        client.Services.TryAddSingleton<FlowRegistry>();
        client.Services.TryAddSingleton(TimeProvider.System);
        AddRouter(client.Services);
        client.Services.TryAddSingleton<GatewayWatch>();
        client.Services.AddHealthChecks().AddCheck<GatewayCheck>("gateway", tags: [ReadyTag]);
        return client.AddGatewayCountChangedHandler(services => services.GetRequiredService<GatewayWatch>().OnCountChanged);
    }

    private static void AddRouter(IServiceCollection services)
    {
        // Where the in-process host was added too, the cluster is meant.
        services.Replace(ServiceDescriptor.Singleton<ICallRouter, OrleansCallRouter>());
        services.Replace(ServiceDescriptor.Singleton<IRateLimiter, ClusterRateLimiter>());
        services.AddSerializer(serializer => serializer.AddAssembly(typeof(CallGrain).Assembly));
    }
}
