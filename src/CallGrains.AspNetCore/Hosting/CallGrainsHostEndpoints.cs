using CallGrains.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps a CallGrains host's endpoints.</summary>
public static class CallGrainsHostEndpoints
{
    /// <summary>
    /// Maps the callback endpoints with their self-test, the control API, <c>/healthz</c> and <c>/readyz</c>; <c>AddCallGrainsHost</c> has added what they need. A
    /// process of the role <c>silo</c> gets the last two only.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapCallGrainsHost(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (!app.Services.GetRequiredService<IOptions<HostSettings>>().Value.TakesCallbacks)
        {
            app.MapCallGrainsHealth();
            return app;
        }

        app.UseCallGrainsSelfTest();
        app.MapCallGrainsIngress();
        app.MapCallGrainsOperations();
        return app;
    }
}
