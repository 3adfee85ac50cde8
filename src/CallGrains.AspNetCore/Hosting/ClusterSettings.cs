using CallGrains.Storage;

namespace CallGrains.AspNetCore.Hosting;

/// <summary>
/// The settings of section <c>CallGrains:Cluster</c>. Beside them, <c>CallGrains:Cluster:Membership</c> and
/// <c>CallGrains:Cluster:Gateway</c> set the properties of Orleans' <c>ClusterMembershipOptions</c> (silos) and
/// <c>GatewayOptions</c> (ingresses).
/// </summary>
public sealed class ClusterSettings
{
    /// <summary>
    /// The PostgreSQL database of the journal and the membership, in Npgsql's words; null, the default, for a process
    /// that stands alone.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// A file whose first line is the database's password, where <see cref="ConnectionString"/> holds none: arguments
    /// are seen by every user of the machine. Null, the default, for none.
    /// </summary>
    public string? PasswordFile { get; set; }

    /// <summary>
    /// Names the cluster, where several share a database's membership; <c>callgrains</c> by default, the same on all
    /// its processes.
    /// </summary>
    public string Id { get; set; } = "callgrains";

    /// <summary>
    /// The address under which the other processes reach this silo, and where it listens; 127.0.0.1 by default.
    /// <c>auto</c> is this machine's only address beside 127.0.0.1, as containers have one.
    /// </summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>The silo's port for other silos; 0, the default, takes a free one.</summary>
    public int SiloPort { get; set; }

    /// <summary>The silo's port for ingresses; 0, the default, takes a free one.</summary>
    public int GatewayPort { get; set; }

    /// <summary>How the processes of the cluster know each other.</summary>
    public ClusterTlsSettings Tls { get; set; } = new();

    /// <summary>Whether this process belongs to a cluster: <see cref="ConnectionString"/> is set.</summary>
    public bool IsOn => !string.IsNullOrWhiteSpace(ConnectionString);

    /// <summary>The database, for people: never its password.</summary>
    public string Database => new Npgsql.NpgsqlConnectionStringBuilder(ConnectionString) is var c ? $"{c.Database} at {c.Host}:{c.Port} (PostgreSQL)" : "";

    /// <summary>The journal's options for this database.</summary>
    internal PostgresJournalOptions Journal => new() { ConnectionString = SecretFile.Complete(ConnectionString!, PasswordFile) };

    /// <summary>All that is wrong with the settings of a process with this role.</summary>
    internal IEnumerable<string> Faults(HostSettings host)
    {
        if (host.Role is not (HostRoles.All or HostRoles.Silo or HostRoles.Ingress))
        {
            yield return $"CallGrains:Role is '{host.Role}'; write all, silo or ingress (--role).";
        }
        else if (host.Role != HostRoles.All && !IsOn)
        {
            yield return $"--role {host.Role} is part of a cluster; name its database: --cluster \"Host=…;Database=…;Username=…;Password=…\" (CallGrains:Cluster:ConnectionString). A process alone is --role all.";
        }

        if (IsOn && host.InProcess)
        {
            yield return "--in-process hosts grains for this process alone, --cluster shares them; leave one of the two out.";
        }

        if (IsOn && host.Role == HostRoles.Silo && host.PublicUrl is null)
        {
            yield return "--role silo takes no callbacks itself; say where the carrier reaches the cluster's ingress: --public-url https://calls.example.com (CallGrains:PublicUrl).";
        }

        if (OwnMachine.Fault(AdvertisedAddress, OwnMachine.Addresses()) is { } fault)
        {
            yield return fault;
        }

        foreach (var (key, option, port) in new[] { ("SiloPort", "--silo-port", SiloPort), ("GatewayPort", "--gateway-port", GatewayPort) })
        {
            if (port is < 0 or > 65535)
            {
                yield return $"CallGrains:Cluster:{key} is {port}; write 0 (a free one) to 65535 ({option}).";
            }
        }

        if (PasswordFile is not null && !File.Exists(PasswordFile))
        {
            yield return $"CallGrains:Cluster:PasswordFile is '{PasswordFile}', and there is no such file; name one whose first line is the password.";
        }

        foreach (var wrong in Tls.Faults())
        {
            yield return wrong;
        }

        if (string.IsNullOrWhiteSpace(Id) || Id.Length > 150)
        {
            yield return $"CallGrains:Cluster:Id has {Id.Length} characters; write 1 to 150.";
        }
    }
}
