using System.Net;
using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Http;

/// <summary>
/// Whether a request comes from this machine, for its user. A proxy or tunnel connects from here on behalf of anybody,
/// and a page in the user's own browser connects from here on behalf of whoever wrote it: by a name of the writer's
/// that leads here (DNS rebinding), or from another origin.
/// </summary>
internal static class LocalRequest
{
    private static readonly string[] Proxies = ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP", "CF-Ray", "Fastly-Client-IP", "X-Envoy-External-Address"];

    /// <summary>Why it does not; null when it does.</summary>
    public static string? Obstacle(HttpContext context)
    {
        var headers = context.Request.Headers;
        return context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address) ? "it comes from another machine"
            : headers.Keys.FirstOrDefault(IsOfProxy) is { } sign ? $"{sign} says that it came through a proxy"
            : !IsThisMachine(context.Request.Host.Host) ? "its Host header names another machine"
            : headers.Origin is [{ } origin] && !IsOwn(origin, context.Request) || headers.Origin.Count > 1 ? "its Origin header names another page"
            : headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"] ? "another page sent it"
            : null;
    }

    private static bool IsOfProxy(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || header.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase) || Proxies.Contains(header, StringComparer.OrdinalIgnoreCase);

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOwn(string origin, HttpRequest request) =>
        origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
}
