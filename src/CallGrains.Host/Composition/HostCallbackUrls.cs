using CallGrains.Flows;
using Microsoft.Extensions.Options;

namespace CallGrains.Host.Composition;

/// <summary>The addresses this host gives to carriers: the configured public one, else where it listens; all of them signed.</summary>
internal sealed class HostCallbackUrls(IOptions<HostSettings> settings, CapabilityTokens tokens) : ICallbackUrls
{
    private volatile CapabilityUrls? _urls;

    public Uri PublicUrl { get; private set; } = new($"http://127.0.0.1:{settings.Value.Port}/");

    /// <summary>Where the host listens, once it does.</summary>
    public void Listening(Uri url)
    {
        PublicUrl = settings.Value.PublicUrl ?? url;
        _urls = new CapabilityUrls(PublicUrl, tokens);
    }

    /// <inheritdoc/>
    public Uri For(string carrier, GrainAddress address, int leg) =>
        (_urls ?? throw new InvalidOperationException("The host does not listen yet.")).For(carrier, address, leg);

    /// <summary>The address of a flow's callbacks; signed, so that nobody else can report calls.</summary>
    public Uri ForFlow(string carrier, string flow) => new($"{PublicUrl.AbsoluteUri.TrimEnd('/')}/callbacks/{carrier}/f/{tokens.CreateForFlow(flow)}");
}
