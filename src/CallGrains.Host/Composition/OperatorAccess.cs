using System.Text;
using CallGrains.AspNetCore.Hosting;
using CallGrains.AspNetCore.Operations;

namespace CallGrains.Host.Composition;

/// <summary>
/// Pages beside the control API (metrics, Orleans' dashboard) are for those who may use the API, and for nobody else.
/// </summary>
internal static class OperatorAccess
{
    private const string Basic = "Basic ";

    /// <summary>A silo has no control API; its pages ask for the same keys.</summary>
    public static void Add(IServiceCollection services, HostSettings settings)
    {
        if (!settings.TakesCallbacks && settings.Telemetry is { Prometheus: true } or { OrleansDashboard: true })
        {
            services.AddOptions<OperationsOptions>().BindConfiguration(OperationsOptions.Section);
            services.AddSingleton<ApiRefusals>().AddSingleton<ApiKeys>().AddSingleton<ApiAccess>();
        }
    }

    /// <summary>Asks for a key at a path and below it.</summary>
    public static void Guard(WebApplication app, string path)
    {
        var access = app.Services.GetRequiredService<ApiAccess>();
        var areas = app.Services.GetRequiredService<AccessGuard>();
        app.UseWhen(c => c.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase), guarded => guarded.Use((context, next) =>
        {
            ShowPassword(context.Request);
            return (areas.Check(context, AccessArea.Api) ?? access.Check(context, out _)) is { } refusal
                ? (refusal.Status == StatusCodes.Status401Unauthorized ? refusal with { Header = ("WWW-Authenticate", "Basic realm=\"CallGrains\"") } : refusal).ExecuteAsync(context)
                : next(context);
        }));
    }

    /// <summary>A browser sends the key as a password.</summary>
    private static void ShowPassword(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ } header] && header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            var bytes = new byte[header.Length];
            if (Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password])
            {
                request.Headers["X-Api-Key"] = password;
            }
        }
    }
}
