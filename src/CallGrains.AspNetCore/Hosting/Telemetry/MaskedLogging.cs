using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Gives what CallGrains logs, and what the frameworks below it say of its grains and requests, to the application's
/// logging with numbers and secrets masked (<see cref="Masking"/>), whichever line it is; other categories are the
/// application's own.
/// </summary>
internal sealed class MaskedLogging(ILoggerFactory inner) : ILoggerFactory
{
    private static readonly string[] Categories = ["CallGrains", "Orleans", "Microsoft.", "System.", "Npgsql", "Polly"];

    /// <summary>Puts it around the application's factory.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddLogging();
        var factory = services.Last(s => s.ServiceType == typeof(ILoggerFactory));
        services.Add(ServiceDescriptor.Singleton<ILoggerFactory>(p => new MaskedLogging((ILoggerFactory)Make(p, factory))));
    }

    public ILogger CreateLogger(string categoryName) =>
        Categories.Any(c => categoryName.StartsWith(c, StringComparison.Ordinal)) ? new MaskedLogger(inner.CreateLogger(categoryName)) : inner.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private static object Make(IServiceProvider provider, ServiceDescriptor factory) =>
        factory.ImplementationInstance ?? factory.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, factory.ImplementationType!);
}
