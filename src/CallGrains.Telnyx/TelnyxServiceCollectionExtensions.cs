using CallGrains.Telnyx;
using CallGrains.Telnyx.Rest;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Telnyx.</summary>
public static class TelnyxServiceCollectionExtensions
{
    /// <summary>
    /// Adds the <see cref="ICarrier"/> of Telnyx and its <see cref="ICallbackProtocol"/>. The options are checked when
    /// the host starts. The first carrier that is added is the one of calls that name none.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Sets the account, usually from the section
    /// <see cref="TelnyxOptions.SectionName"/>.</param>
    public static IServiceCollection AddTelnyx(this IServiceCollection services, Action<TelnyxOptions> configure)
    {
        services.AddOptions<TelnyxOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TelnyxOptions>, TelnyxOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        AddHttp(services);
        services.TryAddSingleton(provider => new TelnyxCarrier(
            provider.GetRequiredService<IOptions<TelnyxOptions>>().Value,
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(TelnyxCarrier.HttpClientName),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IRateLimiter>(),
            provider.GetService<ILogger<TelnyxCarrier>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICarrier, TelnyxCarrier>(provider => provider.GetRequiredService<TelnyxCarrier>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallbackProtocol, TelnyxCallbacks>());
        return services;
    }

    /// <summary>
    /// The named client. What an application adds to all of its clients is taken off again: a handler that sends a
    /// request once more would text twice. What it adds to this one by name, after this call, stays.
    /// </summary>
    private static void AddHttp(IServiceCollection services) => services.AddHttpClient(TelnyxCarrier.HttpClientName, TelnyxHttp.Configure)
        .ConfigurePrimaryHttpMessageHandler(provider =>
        {
            var options = provider.GetRequiredService<IOptions<TelnyxOptions>>().Value;
            return CarrierHttp.CreateHandler(options.MaxConnections, options.Timeout, new PublicAddresses(options.BaseUrl, options.InternalFiles));
        })
        .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear())
        .RemoveAllLoggers()
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan); // The handler renews its connections itself.
}
