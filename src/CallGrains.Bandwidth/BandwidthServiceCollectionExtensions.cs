using CallGrains.Bandwidth;
using CallGrains.Bandwidth.Provisioning;
using CallGrains.Bandwidth.Rest;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Bandwidth's V1 API (Catapult).</summary>
public static class BandwidthServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="BandwidthClient"/>, <see cref="BandwidthProvisioner"/> the <see cref="ICarrier"/> and its
    /// <see cref="ICallbackProtocol"/>. The options are checked when the host starts.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Sets the account, usually from the section
    /// <see cref="BandwidthOptions.SectionName"/>.</param>
    public static IServiceCollection AddBandwidth(this IServiceCollection services, Action<BandwidthOptions> configure)
    {
        services.AddOptions<BandwidthOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BandwidthOptions>, BandwidthOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        AddHttp(services);
        services.TryAddSingleton(provider => new BandwidthClient(
            provider.GetRequiredService<IOptions<BandwidthOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<BandwidthClient>>(),
            provider.GetService<IRateLimiter>(),
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(BandwidthClient.HttpClientName)));
        services.TryAddSingleton<BandwidthProvisioner>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICarrier, BandwidthCarrier>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallbackProtocol, BandwidthCallbacks>());
        return services;
    }

    /// <summary>
    /// The named client. What an application adds to all of its clients is taken off again: a handler that sends a
    /// request once more would dial twice. What it adds to this one by name, after this call, stays.
    /// </summary>
    private static void AddHttp(IServiceCollection services) => services.AddHttpClient(BandwidthClient.HttpClientName, BandwidthHttp.Configure)
        .ConfigurePrimaryHttpMessageHandler(provider =>
        {
            var options = provider.GetRequiredService<IOptions<BandwidthOptions>>().Value;
            return CarrierHttp.CreateHandler(options.MaxConnections, options.Timeout);
        })
        .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear())
        .RemoveAllLoggers()
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan); // The handler renews its connections itself.
}
