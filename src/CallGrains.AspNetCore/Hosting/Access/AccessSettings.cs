namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The settings of section <c>CallGrains:Access</c>: from where a host is used, before anybody is asked who he is. All
/// are empty by default, for from everywhere. <c>/healthz</c> and <c>/readyz</c> are for everybody.
/// </summary>
public sealed class AccessSettings
{
    /// <summary>The area of callbacks; questions of the host's own self-test come in all the same.</summary>
    public CallbackAccessSettings Callbacks { get; set; } = new();

    /// <summary>
    /// The area of the control API, its description, <c>/metrics</c> and Orleans' dashboard. The console's page uses
    /// the API from its reader's browser.
    /// </summary>
    public NetworkAccessSettings Api { get; set; } = new();

    /// <summary>The area of the console's page and its login.</summary>
    public NetworkAccessSettings Console { get; set; } = new();

    /// <summary>
    /// Addresses and networks (<c>10.1.2.3</c>, <c>10.1.0.0/16</c>, <c>2001:db8::/32</c>) of the proxies before this
    /// host. From them alone <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed, so that an area sees who
    /// sent a request, and not who passed it on; from anybody else they mean nothing. Empty, the default, for none.
    /// </summary>
    public IList<string> Proxies { get; } = [];

    /// <summary>Whether any area asks from where, or for a certificate.</summary>
    internal bool IsOn => Api.Networks.Count + Console.Networks.Count + Callbacks.Networks.Count > 0 || Callbacks.ClientCertificate.IsOn;

    internal IEnumerable<string> Faults()
    {
        var lists = new (string Key, IList<string> Networks)[]
        {
            ("Callbacks:Networks", Callbacks.Networks), ("Api:Networks", Api.Networks), ("Console:Networks", Console.Networks), ("Proxies", Proxies),
        };
        var wrong =
            from list in lists
            from network in list.Networks.Select((text, i) => (Text: text, Place: i))
            where !Network.TryParse(network.Text, out _)
            select $"CallGrains:Access:{list.Key}:{network.Place} is '{network.Text}'; write an address or a network such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32, with nothing but zeros after its prefix.";
        return wrong.Concat(Callbacks.ClientCertificate.Faults(Proxies.Count > 0));
    }
}

/// <summary>An area that some networks may use.</summary>
public class NetworkAccessSettings
{
    /// <summary>
    /// Addresses and networks (<c>203.0.113.7</c>, <c>203.0.113.0/24</c>, <c>2001:db8::/32</c>); who comes from
    /// anywhere else gets 403. Empty, the default, for everywhere.
    /// </summary>
    public IList<string> Networks { get; } = [];
}

/// <summary>The area of callbacks.</summary>
public sealed class CallbackAccessSettings : NetworkAccessSettings
{
    /// <summary>The certificate that a sender must show, beside whatever else proves who he is.</summary>
    public ClientCertificateSettings ClientCertificate { get; set; } = new();
}

/// <summary>
/// Mutual TLS of callbacks: on where an authority or a thumbprint is named. Where both are, a certificate must fit
/// both.
/// </summary>
public sealed class ClientCertificateSettings
{
    /// <summary>
    /// A file (PEM) with the certificates of the authorities whose clients may come in, and of those between. It is
    /// read at the start. Null, the default, for none. Revocation is not looked up: take a certificate away by its
    /// authority, or name thumbprints.
    /// </summary>
    public string? AuthorityFile { get; set; }

    /// <summary>
    /// The SHA-256 of single certificates that may come in, in 64 hexadecimal digits. None by default.
    /// </summary>
    public IList<string> Thumbprints { get; } = [];

    /// <summary>
    /// The header in which a proxy of <see cref="AccessSettings.Proxies"/> hands over the certificate that it was
    /// shown: PEM in URL encoding (nginx' <c>$ssl_client_escaped_cert</c>) or base64 between colons (RFC 9440). Null,
    /// the default, where TLS ends at this host (<c>Kestrel:Endpoints</c>), which then asks for the certificate itself.
    /// </summary>
    public string? Header { get; set; }

    /// <summary>Whether a certificate is asked for.</summary>
    internal bool IsOn => AuthorityFile is not null || Thumbprints.Count > 0;

    internal IEnumerable<string> Faults(bool hasProxies)
    {
        const string Section = "CallGrains:Access:Callbacks:ClientCertificate";
        if (AuthorityFile is { } file && !File.Exists(file))
        {
            yield return $"{Section}:AuthorityFile is '{file}', and there is no such file; name a file (PEM).";
        }

        foreach (var (thumbprint, i) in Thumbprints.Select((t, i) => (t, i)).Where(t => t.t.Length != 64 || !t.t.All(char.IsAsciiHexDigit)))
        {
            yield return $"{Section}:Thumbprints:{i} has {thumbprint.Length} characters and is not a SHA-256 in 64 hexadecimal digits; openssl x509 -noout -fingerprint -sha256 tells it, without its colons.";
        }

        if (Header is not null && !IsOn)
        {
            yield return $"{Section}:Header is set, but neither AuthorityFile nor Thumbprints says which certificates may come in.";
        }

        if (Header is not null && !hasProxies)
        {
            yield return $"{Section}:Header is set, but CallGrains:Access:Proxies names no proxy to believe it from.";
        }
    }
}
