using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// Which certificates of clients come in: those of an authority, or some by their thumbprints. Safe for many threads.
/// </summary>
internal sealed class ClientCertificates
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private const int LongestHeader = 16 * 1024;

    // A connection keeps its certificate, so a chain is built once for it.
    private readonly ConditionalWeakTable<X509Certificate2, string> _seen = [];
    private readonly X509Certificate2Collection _authorities = [];
    private readonly HashSet<string> _thumbprints;
    private readonly IReadOnlyList<IPNetwork> _proxies;
    private readonly string? _header;
    private readonly TimeProvider _time;

    public ClientCertificates(AccessSettings access, TimeProvider time)
    {
        var settings = access.Callbacks.ClientCertificate;
        _thumbprints = new HashSet<string>(settings.Thumbprints, StringComparer.OrdinalIgnoreCase);
        (_proxies, _header, _time) = (Network.Parse(access.Proxies), settings.Header, time);
        if (settings.AuthorityFile is { } file)
        {
            _authorities.ImportFromPemFile(file);
            if (_authorities.Count == 0)
            {
                throw new ArgumentException($"CallGrains:Access:Callbacks:ClientCertificate:AuthorityFile is '{file}', which holds no certificate (PEM).");
            }
        }
    }

    /// <summary>
    /// Lets the server ask for a certificate where TLS ends at this host. Which of them come in, the area says: the
    /// same port may serve the console, whose readers have none.
    /// </summary>
    public static void Ask(IWebHostBuilder web, AccessSettings access)
    {
        if (access.Callbacks.ClientCertificate is { IsOn: true, Header: null })
        {
            web.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            }));
        }
    }

    /// <summary>Why a request's certificate does not do; null when it does.</summary>
    public string? Fault(HttpContext context)
    {
        if (_header is not null)
        {
            return FaultOfHeader(context, _header);
        }

        return context.Connection.ClientCertificate is { } shown ? FaultOf(shown) : "it shows no certificate";
    }

    private string? FaultOfHeader(HttpContext context, string name)
    {
        var peer = context.Features.Get<DirectPeer>()?.Address;
        if (!Network.Has(_proxies, peer))
        {
            return "it did not come through a named proxy, which alone can say whose certificate was shown";
        }

        if (context.Request.Headers[name] is not [{ Length: > 0 and <= LongestHeader } text])
        {
            return "its proxy hands over no certificate";
        }

        try
        {
            using var shown = Read(text);
            return Check(shown);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or UriFormatException)
        {
            return "what its proxy hands over is no certificate";
        }
    }

    private static X509Certificate2 Read(string text) => text.StartsWith(':') && text.EndsWith(':') && text.Length > 2
        ? X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text[1..^1]))
        : X509Certificate2.CreateFromPem(Uri.UnescapeDataString(text));

    private string? FaultOf(X509Certificate2 certificate)
    {
        if (_seen.TryGetValue(certificate, out var known))
        {
            // What was good when the connection began may be over by now.
            return known.Length > 0 ? known : FaultOfTime(certificate);
        }

        var fault = Check(certificate);
        _seen.TryAdd(certificate, fault ?? "");
        return fault;
    }

    private string? Check(X509Certificate2 certificate) =>
        FaultOfTime(certificate)
        ?? (_thumbprints.Count > 0 && !_thumbprints.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256)) ? "its certificate is none of the named ones" : null)
        ?? (_authorities.Count > 0 && !IsIssued(certificate) ? "its certificate is not from a named authority, or not for clients" : null);

    private string? FaultOfTime(X509Certificate2 certificate)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return now < certificate.NotBefore.ToUniversalTime() ? "its certificate is not valid yet" : now > certificate.NotAfter.ToUniversalTime() ? "its certificate is no longer valid" : null;
    }

    private bool IsIssued(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_authorities);
        policy.ExtraStore.AddRange(_authorities);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.ApplicationPolicy.Add(new Oid(ForClients));
        return chain.Build(certificate);
    }
}
