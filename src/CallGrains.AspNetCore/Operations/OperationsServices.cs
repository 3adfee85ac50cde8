using CallGrains.AspNetCore.Hosting;
using CallGrains.AspNetCore.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the control API to an application.</summary>
public static class OperationsServices
{
    /// <summary>
    /// Adds what <c>MapCallGrainsOperations</c> needs. The application brings the <see cref="ICallRouter"/>, the
    /// <see cref="IJournal"/> and the <see cref="FlowRegistry"/>, and adds its health checks, those of what must be
    /// ready tagged <see cref="ReadyCheck.Tag"/>. Outside Development it does not start without a key.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the options after the configuration section
    /// <see cref="OperationsOptions.Section"/> has been read.</param>
    public static IServiceCollection AddCallGrainsOperations(this IServiceCollection services, Action<OperationsOptions>? configure = null)
    {
        // Bound without a token of changes: the framework would throw at whoever changes the settings wrongly. ApiKeys
        // reads them again itself.
        var options = services.AddOptions<OperationsOptions>().Configure<IConfiguration>((o, c) => c.GetSection(OperationsOptions.Section).Bind(o)).ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OperationsOptions>, OperationsOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ApiNotice>());
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, OperationsJson.Default));
        // A lambda, not a method group: only there does the package's source generator add the XML docs to the schemas.
        services.AddOpenApi(ApiDescription.Document, openApi => ApiDescription.Describe(openApi));
        services.AddCallGrainsHealth();
        services.AddMetrics();
        services.AddCallGrainsCarriers();
        services.TryAddSingleton<ApiRefusals>();
        services.TryAddSingleton<ApiKeys>();
        services.TryAddSingleton<ApiAccess>();
        services.TryAddSingleton<ApiRouter>();
        services.TryAddSingleton<StartCallReader>();
        services.TryAddSingleton<CallCommands>();
        services.TryAddSingleton<ThreadCommands>();
        services.TryAddSingleton<GrainCommands>();
        services.TryAddSingleton<OperatorCommands>();
        services.TryAddSingleton<FlowPositions>();
        services.TryAddSingleton<GrainQueries>();
        services.TryAddSingleton<EventQueries>();
        services.TryAddSingleton<LiveFeeds>();
        services.TryAddSingleton<FigureRecorder>();
        services.TryAddSingleton<FigureQueries>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FigureStart>());
        services.TryAddSingleton<PurgeCount>();
        services.TryAddSingleton<PurgeCommand>();
        services.TryAddSingleton<PersonCommands>();
        services.TryAddSingleton<FlowUsage>();
        return services;
    }

    /// <summary>
    /// Adds what <c>MapCallGrainsHealth</c> needs: for a process that serves no API. The application adds its health
    /// checks.
    /// </summary>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddCallGrainsHealth(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddHealthChecks();
        services.TryAddSingleton<Readiness>();
        return services;
    }
}
