namespace CallGrains.AspNetCore.Hosting;

/// <summary>The settings of section <c>CallGrains</c>; the command line's options set the same keys.</summary>
public sealed class HostSettings
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "CallGrains";

    /// <summary>
    /// Port on 127.0.0.1; 8080 by default, 0 takes a free one. Not used where ASP.NET Core is told where to listen
    /// (<c>ASPNETCORE_URLS</c>, <c>--urls</c>, <c>Kestrel:Endpoints</c>).
    /// </summary>
    public int Port { get; set; } = 8080;

    /// <summary>The folder of the journal; made when missing. <c>data</c> by default. Not used in a cluster.</summary>
    public string Data { get; set; } = "data";

    /// <summary>
    /// Where the journal is kept: <c>sqlite</c> (the default), one file in the data folder; <c>memory</c>, which
    /// forgets all calls when the process ends; or a PostgreSQL connection string (<c>Host=…;Database=…</c>). Not used
    /// in a cluster, which has one for all.
    /// </summary>
    public string Journal { get; set; } = JournalChoice.Sqlite;

    /// <summary>
    /// How long the SQLite file may be looked through for damage at the start; what has not been read by then is not
    /// looked at. 5 seconds by default; zero for no look; at most 1 hour. Damage refuses the start.
    /// </summary>
    public TimeSpan JournalCheckLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A file whose first line is the password of the database that <see cref="Journal"/> names; null, the default, for
    /// none.
    /// </summary>
    public string? JournalPasswordFile { get; set; }

    /// <summary>
    /// Further PostgreSQL databases over which the journal is spread, beside the one of <see cref="Journal"/> or of the
    /// cluster, in Npgsql's words; none by default. Their number and order can never be changed. One that names no
    /// password has that of the first one's file.
    /// </summary>
    public IList<string> JournalShards { get; } = [];

    /// <summary>The keys by which parts of the journal are encrypted.</summary>
    public JournalKeySettings JournalKeys { get; set; } = new();

    /// <summary>For how long the journal keeps what has ended.</summary>
    public RetentionSettings Retention { get; set; } = new();

    /// <summary>Who is told what happens to calls and texts.</summary>
    public EventSettings Events { get; set; } = new();

    /// <summary>
    /// What this process does (<see cref="HostRoles"/>): <c>all</c> (default), <c>silo</c> or <c>ingress</c>.
    /// </summary>
    public string Role { get; set; } = HostRoles.All;

    /// <summary>The cluster this process belongs to; by default it stands alone.</summary>
    public ClusterSettings Cluster { get; set; } = new();

    /// <summary>
    /// The address under which the carrier reaches this host, or its cluster's ingress; by default
    /// <c>http://127.0.0.1:{Port}</c>, which only a simulator beside it can reach.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>
    /// What all paths of this host begin with, such as <c>/voice</c>, where the application has endpoints of its own
    /// that they would meet; empty, the default, for nothing. It is added to <see cref="PublicUrl"/> and
    /// <see cref="FallbackUrl"/> too.
    /// </summary>
    public string PathPrefix { get; set; } = "";

    /// <summary>
    /// The address of another ingress of the cluster: the carrier reports there when <see cref="PublicUrl"/> does not
    /// answer. Null, the default, for none.
    /// </summary>
    public Uri? FallbackUrl { get; set; }

    /// <summary>
    /// The secret of capability URLs, base64, 32 bytes or more; by default one is made and kept with the journal.
    /// </summary>
    public string? CapabilityKey { get; set; }

    /// <summary>
    /// Keys that <see cref="CapabilityKey"/> has replaced, base64: they still verify, but sign no more. None by
    /// default; files <c>capability.key.old*</c> in the data folder add to them. When the newest that is kept with the
    /// journal is among them, a new one is made.
    /// </summary>
    public IList<string> RetiredCapabilityKeys { get; } = [];

    /// <summary>
    /// How long the capability URL of a leg is good for: above zero, 7 days by default. Longer than the longest call,
    /// and its last recording.
    /// </summary>
    public TimeSpan CapabilityLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Whether the host asks itself by its public address at start; null (the default) for yes, but at an address of
    /// this machine, and in a cluster, where another ingress may answer.
    /// </summary>
    public bool? SelfTest { get; set; }

    /// <summary>
    /// Whether the applications and numbers of section <c>CallGrains:Flows:Numbers</c> are set up at the carrier at
    /// start; null, the default, for only at a simulator.
    /// </summary>
    public bool? Provision { get; set; }

    /// <summary>
    /// Libraries (.dll) whose flows are served beside the samples; none by default. A newer version of a flow answers
    /// new calls, the older one stays for those that run.
    /// </summary>
    public IList<string> FlowAssemblies { get; } = [];

    /// <summary>
    /// Hosts grains in this process without Orleans, as tests and virtual time do: starts at once, opens no ports of a
    /// silo, joins no cluster; false by default.
    /// </summary>
    public bool InProcess { get; set; }

    /// <summary>
    /// How long a host that is told to stop (SIGTERM) goes on taking callbacks while <c>/readyz</c> says that it stops,
    /// so that a balancer has sent its last one before nobody listens. Null, the default, is 10 seconds, but zero in
    /// Development and for the role <c>silo</c>; at most 10 minutes.
    /// </summary>
    public TimeSpan? DrainTime { get; set; }

    /// <summary>
    /// A folder whose files are settings: a file's name is the key, with two underscores for a colon, its content the
    /// value. So container platforms and systemd hand over secrets. It must exist, and wins over the environment and
    /// the command line; a relative one is one of the folder that the host was started in. Null, the default, for none.
    /// </summary>
    public string? Secrets { get; set; }

    /// <summary>
    /// The carrier of this host: <c>bandwidth</c> (default) or <c>telnyx</c>. Its account is in the section of its
    /// name. Of several (<see cref="Carriers"/>) it is the one of numbers that none of them lists.
    /// </summary>
    public string Carrier { get; set; } = HostCarriers.Bandwidth;

    /// <summary>
    /// All carriers of a host that has several, by name (<c>bandwidth</c>, <c>telnyx</c>): their numbers, where they
    /// call and at which cost. Empty, the default, for <see cref="Carrier"/> alone.
    /// </summary>
    public IDictionary<string, CarrierRoute> Carriers { get; } = new Dictionary<string, CarrierRoute>(StringComparer.Ordinal);

    /// <summary>The names of all carriers, the default one first.</summary>
    internal IEnumerable<string> CarrierNames => Carriers.Keys.Order(StringComparer.Ordinal).Prepend(Carrier).Distinct(StringComparer.Ordinal);

    /// <summary>How the carrier is asked to report: <c>POST</c> (default) or <c>GET</c>.</summary>
    public string CallbackHttpMethod { get; set; } = "POST";

    /// <summary>From where it is used.</summary>
    public AccessSettings Access { get; set; } = new();

    /// <summary>What others see of it.</summary>
    public TelemetrySettings Telemetry { get; set; } = new();

    /// <summary>
    /// Whether this process takes callbacks and serves the control API: all but the role <c>silo</c>.
    /// </summary>
    public bool TakesCallbacks => Role != HostRoles.Silo;

    /// <summary>Where the journal is, in words for people; without a database's password.</summary>
    public string JournalPlace => (Cluster.IsOn ? Cluster.Database : JournalChoice.Describe(this)) + (JournalShards.Count > 0 ? $", and {JournalShards.Count} more" : "");
}

/// <summary>What a process of a cluster does.</summary>
public static class HostRoles
{
    /// <summary>Takes callbacks and hosts grains.</summary>
    public const string All = "all";

    /// <summary>Hosts grains only; over HTTP it only says how it is.</summary>
    public const string Silo = "silo";

    /// <summary>Takes callbacks and serves the control API; the grains are in the silos.</summary>
    public const string Ingress = "ingress";
}
