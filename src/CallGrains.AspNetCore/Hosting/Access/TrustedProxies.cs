using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>Who a connection is from, before the headers of a proxy said for whom.</summary>
/// <param name="Address">Its address.</param>
internal sealed record DirectPeer(IPAddress? Address);

/// <summary>Believes named proxies, and nobody else, when they say who sent a request.</summary>
internal static class TrustedProxies
{
    /// <summary>Before everything that asks for the sender's address.</summary>
    public static void Use(IApplicationBuilder app, AccessSettings access)
    {
        if (access.Proxies.Count == 0)
        {
            return;
        }

        app.Use(next => context =>
        {
            context.Features.Set(new DirectPeer(context.Connection.RemoteIpAddress));
            return next(context);
        });

        // As many proxies in a row as are named; the first address that is none of theirs is the sender's.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in Network.Parse(access.Proxies))
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }
}
