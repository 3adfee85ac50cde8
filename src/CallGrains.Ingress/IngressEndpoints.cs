using CallGrains.Ingress;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the ingress into an application.</summary>
public static class IngressEndpoints
{
    /// <summary>
    /// Maps <c>/callbacks/{carrier}</c>, <c>/callbacks/{carrier}/flows/{flow}</c> and <c>/callbacks/{carrier}/i/{token}</c>, POST and GET.
    /// Answers 200 with an empty body once the event is durable; 400, 401, 404, 405, 413, 414 and 503 (with Retry-After) as problem documents.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <returns>The endpoints, for the host's own policies.</returns>
    public static IEndpointConventionBuilder MapCallGrainsIngress(this IEndpointRouteBuilder endpoints)
    {
        var handler = new Lazy<CallbackHandler>(endpoints.ServiceProvider.GetRequiredService<CallbackHandler>);
        var group = endpoints.MapGroup("/callbacks/{carrier}");
        group.Map("", At(handler, CallbackPath.Plain));
        group.Map("/flows/{flow}", At(handler, CallbackPath.Flow));
        group.Map("/i/{token}", At(handler, CallbackPath.Capability));
        return group;
    }

    private static RequestDelegate At(Lazy<CallbackHandler> handler, CallbackPath path) => context => handler.Value.HandleAsync(context, path);
}
