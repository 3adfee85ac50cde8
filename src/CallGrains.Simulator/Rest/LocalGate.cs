using System.Net;

namespace CallGrains.Simulator.Rest;

/// <summary>
/// Nobody shows a password at the phones, so only the user of this machine may use them: no proxy that passes others
/// on, and no page of the user's browser that reached the simulator by a name of its own (DNS rebinding) or from
/// another origin.
/// </summary>
internal static class LocalGate
{
    private static readonly string[] Proxies = ["Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "CF-Ray", "X-Original-Host"];

    public static RequestDelegate Before(RequestDelegate next) => http =>
    {
        if (Obstacle(http.Request) is not { } obstacle) return next(http);
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return http.Response.WriteAsJsonAsync(new { category = "forbidden", code = "not-local", message = $"The simulator is for this machine only, and {obstacle}." });
    };

    private static string? Obstacle(HttpRequest request) =>
        request.Headers.Keys.FirstOrDefault(IsOfProxy) is { } sign ? $"{sign} says that the request came through a proxy"
        : !IsThisMachine(request.Host.Host) ? "the Host header names another one"
        : request.Headers.Origin is [{ } origin] && !origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase) ? "the Origin header names another page"
        : IsForm(request) ? "a body is sent as JSON (Content-Type: application/json)"
        : null;

    private static bool IsOfProxy(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || Proxies.Contains(header, StringComparer.OrdinalIgnoreCase);

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>What a page of another site may send without asking.</summary>
    private static bool IsForm(HttpRequest request) =>
        request.Path.StartsWithSegments("/sim") && request.HasFormContentType;
}
