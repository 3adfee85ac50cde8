using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallGrains.Orleans;

/// <summary>
/// How one process of a cluster shows who it is, and knows the others: by certificates of one authority that signs
/// nothing else. Safe for many threads.
/// </summary>
public sealed class ClusterCertificates
{
    private readonly X509Certificate2Collection _between;
    private readonly X509Certificate2 _authority;

    private ClusterCertificates(X509Certificate2 own, X509Certificate2Collection between, X509Certificate2 authority) => (Own, _between, _authority) = (own, between, authority);

    /// <summary>This process' certificate, with its key.</summary>
    internal X509Certificate2 Own { get; }

    /// <summary>Reads them from files (PEM).</summary>
    /// <param name="certificate">The file of this process' certificate, followed by those between it and the
    /// authority.</param>
    /// <param name="key">The file of its key.</param>
    /// <param name="authority">The file of the authority's certificate.</param>
    /// <exception cref="ArgumentException">A file cannot be read, or the key belongs to another
    /// certificate.</exception>
    public static ClusterCertificates Load(string certificate, string key, string authority)
    {
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            using var own = X509Certificate2.CreateFromPemFile(certificate, key);

            // Not every platform's TLS takes a key that was never in a store.
            var usable = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
            return new ClusterCertificates(usable, chain, X509CertificateLoader.LoadCertificateFromFile(authority));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"The cluster's certificates '{certificate}', '{key}' and '{authority}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>
    /// Whether the authority signed another process' certificate, and it is valid now. Its name does not matter: only
    /// the cluster's processes have one.
    /// </summary>
    internal bool Admits(X509Certificate2? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange(_between);
        foreach (var element in sent?.ChainElements.AsEnumerable() ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }
}
