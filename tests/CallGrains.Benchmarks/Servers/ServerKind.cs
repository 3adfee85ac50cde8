namespace CallGrains.Benchmarks.Servers;

/// <summary>A row of the table: what is measured.</summary>
/// <param name="Key">Its name in <c>--rows</c>.</param>
/// <param name="Name">Its name in the table.</param>
internal sealed record ServerKind(string Key, string Name)
{
    private const string HostProgram = "callgrains-host";
    private static readonly byte[] CapabilityKey = new byte[32];

    /// <summary>Whether it runs flows and sends commands; the references only take callbacks.</summary>
    public bool IsHost { get; init; } = true;

    /// <summary>Whether its grains live in Orleans.</summary>
    public bool IsOrleans { get; init; }

    /// <summary>How many silos make its cluster; 1 stands alone.</summary>
    public int Silos { get; init; } = 1;

    /// <summary><c>memory</c>, <c>sqlite</c> or <c>postgres</c>.</summary>
    public string Journal { get; init; } = "";

    /// <summary>Whether <c>--quick</c> measures it.</summary>
    public bool IsQuick { get; init; } = true;

    /// <summary>When it passivates calls to which nothing happens.</summary>
    public TimeSpan PassivateAfter { get; init; } = new GrainOptions().PassivateAfter;

    /// <summary>The folder of the host.</summary>
    public string Folder { get; init; } = Path.Combine(AppContext.BaseDirectory, "..", "CallGrains.Host");

    public bool NeedsPostgres => Journal == "postgres" || Key == "peer";

    public static ServerKind Floor { get; } = new("floor", "(a) floor: bare Kestrel, parse, 200") { IsHost = false };

    public static ServerKind Peer { get; } = new("peer", "(b) ASP.NET, a transaction a callback") { IsHost = false };

    public static IReadOnlyList<ServerKind> All { get; } =
    [
        Floor,
        Peer,
        new("memory", "in-process, memory") { Journal = "memory" },
        new("sqlite", "in-process, SQLite") { Journal = "sqlite" },
        new("postgres", "in-process, PostgreSQL") { Journal = "postgres" },
        new("orleans-sqlite", "Orleans, one silo, SQLite") { Journal = "sqlite", IsOrleans = true, IsQuick = false },
        new("orleans-postgres", "Orleans, one silo, PostgreSQL") { Journal = "postgres", IsOrleans = true, IsQuick = false },
        new("cluster", "Orleans, three silos, PostgreSQL") { Journal = "postgres", IsOrleans = true, IsQuick = false, Silos = 3 },
    ];

    /// <summary>The same row for another build of the host, to see what a change has brought.</summary>
    public ServerKind Of(string folder) => this with { Key = Key + "-before", Name = Name + ", before", Folder = folder };

    /// <summary>Starts it.</summary>
    /// <param name="world">Carrier and database.</param>
    /// <param name="name">Names its log, its folder and its database.</param>
    public async Task<Server> StartAsync(World world, string? name = null)
    {
        name ??= Key;
        return IsHost ? await StartHostAsync(world, name)
            : await Server.StartAsync(name, Environment.ProcessPath!, port => [Key, $"{port}"], [("BENCH_POSTGRES", NeedsPostgres ? await world.DatabaseAsync(name) : "")], "/callbacks", "/");
    }

    private async Task<Server> StartHostAsync(World world, string name)
    {
        var beside = new List<Server>();
        for (var silo = 2; silo <= Silos; silo++)
        {
            beside.Add(await StartProcessAsync(world, name, $"{name}-{silo}", []));
        }

        return await StartProcessAsync(world, name, name, beside);
    }

    /// <summary>One process; those of a cluster share a database, and callbacks come to the last one.</summary>
    private async Task<Server> StartProcessAsync(World world, string database, string name, IReadOnlyList<Server> beside)
    {
        string[] arguments = ["--carrier", world.Carrier.AbsoluteUri, "--data", Path.Combine(Server.Folder, name), .. IsOrleans ? Array.Empty<string>() : ["--in-process"]];
        (string, string)[] settings =
        [
            (Silos > 1 ? "CallGrains__Cluster__ConnectionString" : "CallGrains__Journal", NeedsPostgres ? await world.DatabaseAsync(database) : Journal),
            ("CallGrains__Provision", "false"),
            ("CallGrains__CapabilityKey", Convert.ToBase64String(CapabilityKey)),
            ("CallGrains__Ingress__SignedOnly", "true"),
            ("CallGrains__Grains__PassivateAfter", $"{PassivateAfter}"),
            ("CallGrains__Grains__IdleTimeout", "01:00:00"),
            ("CallGrains__Operations__ApiKeys__0", "bench-bench-bench-bench-bench-bench"),
            ("DOTNET_ENVIRONMENT", "Production"),
        ];
        return await Server.StartAsync(name, Path.Combine(Folder, HostProgram), port => [.. arguments, "--port", $"{port}"], settings, "/callbacks/bandwidth/f/" + new CapabilityTokens(CapabilityKey).CreateForFlow("front-desk"), "/readyz", beside);
    }
}
