namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The settings of section <c>CallGrains:Cluster:Tls</c>: TLS with mutual authentication between the processes of a
/// cluster. All three files, or none: without them whoever reaches a silo's ports may send its grains anything.
/// </summary>
public sealed class ClusterTlsSettings
{
    /// <summary>
    /// The file (PEM) of this process' certificate, followed by those between it and the authority; null, the default,
    /// for no TLS.
    /// </summary>
    public string? CertificateFile { get; set; }

    /// <summary>The file (PEM) of the certificate's key.</summary>
    public string? KeyFile { get; set; }

    /// <summary>
    /// The file (PEM) of the authority that signed the certificates of all the cluster's processes, and signs nothing
    /// else.
    /// </summary>
    public string? AuthorityFile { get; set; }

    /// <summary>Whether the cluster's connections are secured.</summary>
    public bool IsOn => CertificateFile is not null && KeyFile is not null && AuthorityFile is not null;

    internal IEnumerable<string> Faults()
    {
        (string Key, string? File)[] files = [(nameof(CertificateFile), CertificateFile), (nameof(KeyFile), KeyFile), (nameof(AuthorityFile), AuthorityFile)];
        var isAsked = files.Any(f => f.File is not null);
        foreach (var (key, file) in files.Where(f => isAsked && !File.Exists(f.File)))
        {
            yield return file is null
                ? $"CallGrains:Cluster:Tls:{key} is not set, but others of that section are; name a file (PEM), or none of the three."
                : $"CallGrains:Cluster:Tls:{key} is '{file}', and there is no such file; name a file (PEM).";
        }
    }
}
