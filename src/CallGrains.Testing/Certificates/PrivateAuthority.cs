using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallGrains.Testing;

/// <summary>
/// A certificate authority of one's own, for the processes of a cluster on this machine and for tests: its files are in
/// a temporary folder that only this user can read, and gone when it is disposed. It is good for 30 days.
/// </summary>
/// <remarks>Not safe for many threads.</remarks>
public sealed class PrivateAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30), Skew = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callgrains-authority-");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly DateTimeOffset _from;

    /// <summary>A new authority.</summary>
    /// <param name="time">The clock.</param>
    public PrivateAuthority(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _from = time.GetUtcNow() - Skew;
        var request = new CertificateRequest("CN=callgrains private authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        _certificate = request.CreateSelfSigned(_from, _from + Lifetime);
        File = Write("authority.pem", _certificate.ExportCertificatePem());
    }

    /// <summary>The file of its certificate (PEM).</summary>
    public string File { get; }

    /// <summary>Issues a certificate for a process.</summary>
    /// <param name="name">Names the files.</param>
    /// <returns>The files of the certificate and of its key (PEM).</returns>
    public (string Certificate, string Key) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=callgrains-cluster", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("callgrains-cluster");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        using var certificate = request.Create(_certificate, _from, _from + Lifetime, RandomNumberGenerator.GetBytes(16));
        return (Write(name + ".pem", certificate.ExportCertificatePem()), Write(name + ".key", key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>Removes its files.</summary>
    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Write(string name, string pem)
    {
        var file = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(file, pem);
        return file;
    }
}
