using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The levels of what would write lines for each call (<c>logging.json</c>), below every other source: each
/// <c>Logging:LogLevel:…</c> of the application wins.
/// </summary>
internal static class LoggingDefaults
{
    public static void Add(IConfigurationManager configuration)
    {
        using var file = typeof(LoggingDefaults).Assembly.GetManifestResourceStream("logging.json")!;
        var levels = new ConfigurationBuilder().AddJsonStream(file).Build().AsEnumerable().Where(s => s.Value is not null);
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = levels });
    }

    /// <summary>Whether a provider of the framework's shows scopes.</summary>
    public static bool HasScopes(IConfiguration configuration) => configuration.GetSection("Logging").GetChildren()
        .SelectMany(provider => new[] { provider["IncludeScopes"], provider["FormatterOptions:IncludeScopes"] }).Any(v => bool.TryParse(v, out var on) && on);
}
