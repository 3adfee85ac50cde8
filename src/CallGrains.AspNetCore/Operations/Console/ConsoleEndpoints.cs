using CallGrains.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the operator console into an application.</summary>
public static class ConsoleEndpoints
{
    // All that the page does, it does by the control API beside it.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>
    /// Maps <c>/console</c>, a page in which people look at calls, conferences and message threads and reach into them.
    /// Its files hold no secret and ask for none: the page asks its user for an API key and sends it to the control
    /// API, which <c>MapCallGrainsOperations</c> maps into the same group of endpoints.
    /// </summary>
    /// <param name="endpoints">The application's endpoints, or a group of them.</param>
    /// <returns>The endpoints of the page, for the host's own policies.</returns>
    public static IEndpointConventionBuilder MapCallGrainsConsole(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var page = new EmbeddedPage(typeof(ConsoleEndpoints).Assembly, "console/", Policy);
        var console = endpoints.MapGroup("/console");
        console.ExcludeFromDescription();
        console.MapGet("", http => (http.Request.Path.Value!.EndsWith('/') ? Results.Redirect("../console") : page.Serve(http, "index.html")).ExecuteAsync(http));
        console.MapGet("/{name}", http => page.Serve(http, (string)http.GetRouteValue("name")!).ExecuteAsync(http));
        return console;
    }
}
