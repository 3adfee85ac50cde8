using Microsoft.AspNetCore.Http;

namespace CallGrains.AspNetCore.Operations;

/// <summary>
/// Whether a request that shows a login comes from the console's own page. A browser sends the cookie with whatever
/// page asks; the header below only a page of the same origin can add, since no other is allowed to (CORS).
/// </summary>
internal static class OwnPage
{
    /// <summary>What the page sends with each request.</summary>
    public const string Header = "X-CallGrains-Console";

    /// <summary>Why it does not; null when it does.</summary>
    public static string? Obstacle(HttpContext context)
    {
        var headers = context.Request.Headers;
        return headers[Header].Count == 0 ? $"the header {Header} is missing"
            : headers["Sec-Fetch-Site"] is [{ } site] && site != "same-origin" ? "another page sent it"
            : headers.Origin is [{ } origin] && !IsOwn(origin, context.Request) || headers.Origin.Count > 1 ? "its Origin header names another page"
            : null;
    }

    /// <summary>The scheme may be another one before a proxy.</summary>
    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && Uri.TryCreate($"{page.Scheme}://{request.Host.Value}", UriKind.Absolute, out var own)
        && page.Authority.Equals(own.Authority, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Who reads the console.</summary>
/// <param name="Login">Whether there is a login beside API keys.</param>
/// <param name="Name">Who has logged in; null for nobody.</param>
/// <param name="Role">What he may do: <c>read</c>, <c>operate</c> or <c>admin</c>.</param>
internal sealed record Who(bool Login, string? Name, string? Role);
