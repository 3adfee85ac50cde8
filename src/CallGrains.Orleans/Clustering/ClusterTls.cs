using CallGrains.Orleans;
using Orleans.Connections.Security;

namespace Orleans.Hosting;

/// <summary>TLS with mutual authentication between the processes of a cluster.</summary>
public static class ClusterTls
{
    /// <summary>
    /// Secures this silo's connections with other silos and with clients; who shows no certificate of the cluster's
    /// authority is turned away.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="certificates">This process' certificate, and the authority.</param>
    public static ISiloBuilder UseClusterTls(this ISiloBuilder silo, ClusterCertificates certificates)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        return silo.UseTls(options => Apply(options, certificates));
    }

    /// <summary>Secures this client's connections with silos.</summary>
    /// <param name="client">The client.</param>
    /// <param name="certificates">As for silos.</param>
    public static IClientBuilder UseClusterTls(this IClientBuilder client, ClusterCertificates certificates)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        return client.UseTls(options => Apply(options, certificates));
    }

    private static void Apply(TlsOptions options, ClusterCertificates certificates)
    {
        options.LocalCertificate = certificates.Own;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.RemoteCertificateValidation = certificates.Admits;
        options.OnAuthenticateAsClient = (_, client) => client.TargetHost = certificates.Own.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.DnsName, forIssuer: false);
    }
}
