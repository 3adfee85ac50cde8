using CallGrains.AspNetCore.Hosting;
using Orleans.Dashboard;

namespace CallGrains.Host.Composition;

/// <summary>Orleans' own dashboard, where <see cref="TelemetrySettings.OrleansDashboard"/> asks for it.</summary>
internal static class OrleansDashboard
{
    public static bool IsOn(HostSettings settings) => settings is { Telemetry.OrleansDashboard: true, InProcess: false } && settings.Role != HostRoles.Ingress;

    /// <summary>Without the live log, whose lines nobody masks.</summary>
    public static void Add(ISiloBuilder silo) => silo.AddDashboard(o => o.HideTrace = true);

    public static void Map(WebApplication app, HostSettings settings)
    {
        if (IsOn(settings))
        {
            var path = settings.PathPrefix + "/orleans";
            OperatorAccess.Guard(app, path);
            app.MapOrleansDashboard(path);
        }
    }
}
