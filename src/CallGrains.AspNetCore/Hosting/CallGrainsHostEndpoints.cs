using CallGrains.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps a CallGrains host's endpoints.</summary>
public static class CallGrainsHostEndpoints
{
    /// <summary>
    /// Maps the callback endpoints with their self-test, the control API and its OpenAPI document
    /// <c>callgrains</c>, the operator console <c>/console</c>, <c>/healthz</c> and <c>/readyz</c>, all below
    /// <see cref="HostSettings.PathPrefix"/>; <c>AddCallGrainsHost</c> has added what they need. A process of the role
    /// <c>silo</c> gets the last two only. Before that it checks the options of all parts and opens the journal.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="StartRefusedException">Settings are wrong, all of them named, the journal cannot be opened, or
    /// a flow needs what the carrier of its number does not have.</exception>
    public static WebApplication MapCallGrainsHost(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        StartGuard.Run(app.Services, () => Map(app));
        return app;
    }

    private static void Map(WebApplication app)
    {
        app.Services.GetRequiredService<FlowNeedsCheck>().Run();
        var settings = app.Services.GetRequiredService<IOptions<HostSettings>>().Value;
        var endpoints = app.MapGroup(settings.PathPrefix);
        if (settings.TakesCallbacks)
        {
            app.UseCallGrainsSelfTest();
        }

        AccessGuard.Use(app, settings.Access);
        if (!settings.TakesCallbacks)
        {
            endpoints.MapCallGrainsHealth();
            return;
        }

        if (app.Services.GetService<ConsoleLogin>() is not null)
        {
            app.UseAuthentication();
        }

        LoginEndpoints.Map(endpoints, settings.PathPrefix);
        endpoints.MapCallGrainsIngress().WithMetadata(new AreaMark(AccessArea.Callbacks));
        endpoints.MapCallGrainsOperations().WithMetadata(new AreaMark(AccessArea.Api));
        endpoints.MapCallGrainsConsole().WithMetadata(new AreaMark(AccessArea.Console));
    }
}
