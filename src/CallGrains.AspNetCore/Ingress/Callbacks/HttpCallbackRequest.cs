using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallGrains.AspNetCore.Ingress;

/// <summary>A callback while it is open. Not safe for many threads.</summary>
/// <param name="http">The request.</param>
/// <param name="form">The form of <paramref name="raw"/>.</param>
/// <param name="raw">The body, or the query.</param>
/// <param name="publicUrl">The address under which the carrier reaches this ingress; null when it is the request's
/// own.</param>
internal sealed class HttpCallbackRequest(HttpRequest http, CallbackForm form, byte[] raw, Uri? publicUrl) : CallbackRequest(form, raw)
{
    public override string Method => http.Method;

    /// <summary>
    /// A carrier signs what it was told to call: neither what a proxy made of it, nor what a server decoded.
    /// </summary>
    public override string Url => Base + Target;

    public override string? Header(string name) => http.Headers.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;

    private string Base => publicUrl is null
        ? $"{http.Scheme}://{http.Host.Value}"
        : publicUrl.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    private string Target => http.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
