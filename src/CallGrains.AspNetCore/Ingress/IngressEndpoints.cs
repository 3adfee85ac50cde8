using CallGrains.AspNetCore.Ingress;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the ingress into an application.</summary>
public static class IngressEndpoints
{
    /// <summary>
    /// Maps <c>/callbacks/{carrier}</c>, <c>/callbacks/{carrier}/flows/{flow}</c> and
    /// <c>/callbacks/{carrier}/i/{token}</c> and <c>/callbacks/{carrier}/f/{token}</c>, POST and GET; and what the
    /// self-test asks for. Answers 200 once the event is durable, with what its carrier's protocol writes; 400, 401,
    /// 403, 404, 405, 410, 413, 414 and 503 (with Retry-After) as problem documents.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <returns>The endpoints, for the host's own policies.</returns>
    public static IEndpointConventionBuilder MapCallGrainsIngress(this IEndpointRouteBuilder endpoints)
    {
        var handler = new Lazy<CallbackHandler>(endpoints.ServiceProvider.GetRequiredService<CallbackHandler>);
        var book = endpoints.ServiceProvider.GetRequiredService<SelfTestRegistry>();
        endpoints.MapGet("/callbacks/self-test/{question}", (RequestDelegate)book.AnswerAsync).ExcludeFromDescription()
            .Finally(endpoint => book.Path = PathOf((RouteEndpointBuilder)endpoint));
        var group = endpoints.MapGroup("/callbacks/{carrier}");
        group.Map("", At(handler, CallbackPath.Plain));
        group.Map("/flows/{flow}", At(handler, CallbackPath.Flow));
        group.Map("/f/{token}", At(handler, CallbackPath.SignedFlow));
        group.Map("/i/{token}", At(handler, CallbackPath.Capability));
        return group;
    }

    /// <summary>
    /// Lets the self-test of the public address see what a proxy makes of its path. Before anything that changes or
    /// refuses requests.
    /// </summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseCallGrainsSelfTest(this IApplicationBuilder app)
    {
        var book = app.ApplicationServices.GetRequiredService<SelfTestRegistry>();
        return app.Use(next => context =>
        {
            book.Note(context);
            return next(context);
        });
    }

    private static string PathOf(RouteEndpointBuilder endpoint) => endpoint.RoutePattern.RawText!.Replace("{question}", SelfTestRegistry.Ellipsis, StringComparison.Ordinal);

    private static RequestDelegate At(Lazy<CallbackHandler> handler, CallbackPath path) => context => handler.Value.HandleAsync(context, path);
}
