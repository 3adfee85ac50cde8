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
    /// Adds <see cref="BandwidthClient"/>, <see cref="BandwidthProvisioner"/> and the <see cref="ICarrier"/>. The
    /// options are checked when the host starts.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Sets the account, usually from the section
    /// <see cref="BandwidthOptions.SectionName"/>.</param>
    public static IServiceCollection AddBandwidth(this IServiceCollection services, Action<BandwidthOptions> configure)
    {
        services.AddOptions<BandwidthOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BandwidthOptions>, BandwidthOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new BandwidthClient(
            provider.GetRequiredService<IOptions<BandwidthOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<BandwidthClient>>(),
            provider.GetService<IRateLimiter>()));
        services.TryAddSingleton<BandwidthProvisioner>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICarrier, BandwidthCarrier>());
        return services;
    }
}
