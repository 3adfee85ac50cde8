using CallGrains.AspNetCore.Ingress;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the ingress to an application.</summary>
public static class IngressServices
{
    // Room for method, path and version beside the longest query.
    private const int RestOfRequestLine = 2048;

    /// <summary>
    /// Adds what <c>MapCallGrainsIngress</c> needs. The application brings the <see cref="ICallRouter"/>, the
    /// <see cref="FlowRegistry"/>, the <see cref="CapabilityTokens"/> and one <see cref="ICallbackProtocol"/> a
    /// carrier. Wrong options stop it at start. Kestrel's limit of the request line is raised so that the longest query
    /// fits.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options after the configuration section <see cref="IngressOptions.Section"/>
    /// has been read.</param>
    public static IServiceCollection AddCallGrainsIngress(this IServiceCollection services, Action<IngressOptions>? configure = null)
    {
        var options = services.AddOptions<IngressOptions>().BindConfiguration(IngressOptions.Section).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddOptions<KestrelServerOptions>().Configure<IOptions<IngressOptions>>(MakeRoomForQueries);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IngressOptions>, IngressOptionsValidator>());
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SelfTestRegistry>();
        services.TryAddSingleton(p => new PublicUrlTest(p.GetRequiredService<SelfTestRegistry>()));
        services.TryAddSingleton<CarrierEndpoints>();
        services.TryAddSingleton<CallbackAdmission>();
        services.TryAddSingleton<CallbackMetrics>();
        services.TryAddSingleton<FullGrains>();
        services.TryAddSingleton<CallbackCarriers>();
        services.TryAddSingleton<CallbackFloods>();
        services.TryAddSingleton<CallbackHandler>();
        services.AddHostedService<IngressNotice>();
        return services;
    }

    // The server is made before options are checked; wrong ones must not stop it here, or they would hide what else is
    // wrong.
    private static void MakeRoomForQueries(KestrelServerOptions kestrel, IOptions<IngressOptions> ingress)
    {
        try
        {
            kestrel.Limits.MaxRequestLineSize = Math.Max(kestrel.Limits.MaxRequestLineSize, ingress.Value.MaxCallbackBytes + RestOfRequestLine);
        }
        catch (OptionsValidationException)
        {
        }
    }
}
