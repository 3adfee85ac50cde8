using CallGrains.AspNetCore.Ingress;
using Microsoft.Extensions.Options;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The addresses this host gives to carriers: the configured public one, else where it listens; and the one that stands
/// in for it.
/// </summary>
internal sealed class HostCallbackUrls(IOptions<HostSettings> settings, IOptions<IngressOptions> ingress, CapabilityTokens tokens) : ICallbackUrls
{
    private readonly Uri? _fallbackUrl = settings.Value.FallbackUrl is { } fallback ? WithPrefix(fallback, settings.Value) : null;
    private readonly CapabilityUrls? _fallback = settings.Value.FallbackUrl is { } fallback ? new(WithPrefix(fallback, settings.Value), tokens) : null;
    private volatile CapabilityUrls _urls = new(UrlOf(settings.Value), tokens);

    public Uri PublicUrl { get; private set; } = UrlOf(settings.Value);

    /// <summary>Where the host listens, once it does.</summary>
    public void Listening(Uri url)
    {
        PublicUrl = WithPrefix(settings.Value.PublicUrl ?? url, settings.Value);
        _urls = new CapabilityUrls(PublicUrl, tokens);
    }

    /// <inheritdoc/>
    public Uri For(string carrier, FlowAddress address, int leg) => _urls.For(carrier, address, leg);

    /// <inheritdoc/>
    public Uri? FallbackFor(string carrier, FlowAddress address, int leg) => _fallback?.For(carrier, address, leg);

    /// <summary>
    /// The address of a flow's callbacks: with the credentials that the ingress asks for, and where it takes only
    /// signed URLs or asks for none, signed, so that nobody else can report calls.
    /// </summary>
    public Uri ForFlow(string carrier, string flow) => ForFlow(PublicUrl, carrier, flow);

    /// <summary>The same at the address that stands in; null when there is none.</summary>
    public Uri? FallbackForFlow(string carrier, string flow) => _fallbackUrl is { } url ? ForFlow(url, carrier, flow) : null;

    private Uri ForFlow(Uri at, string carrier, string flow)
    {
        if (ingress.Value.SignedOnly == true || ingress.Value.CredentialsOf(carrier) is not { } credentials)
        {
            return new Uri($"{at.AbsoluteUri.TrimEnd('/')}/callbacks/{carrier}/f/{tokens.CreateForFlow(flow)}");
        }

        return new UriBuilder($"{at.AbsoluteUri.TrimEnd('/')}/callbacks/{carrier}/flows/{flow}")
        {
            UserName = Uri.EscapeDataString(credentials.User),
            Password = Uri.EscapeDataString(credentials.Password),
        }.Uri;
    }

    private static Uri UrlOf(HostSettings settings) => WithPrefix(settings.PublicUrl ?? new Uri($"http://127.0.0.1:{settings.Port}/"), settings);

    private static Uri WithPrefix(Uri url, HostSettings settings) =>
        settings.PathPrefix.Length == 0 ? url : new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') + settings.PathPrefix }.Uri;
}
