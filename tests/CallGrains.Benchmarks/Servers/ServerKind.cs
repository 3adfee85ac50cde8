using CallGrains.Benchmarks.References;

namespace CallGrains.Benchmarks.Servers;

/// <summary>A row of the table: what is measured.</summary>
/// <param name="Key">Its name in <c>--rows</c>.</param>
/// <param name="Name">Its name in the table.</param>
internal sealed record ServerKind(string Key, string Name)
{
    private const string HostProgram = "callgrains-host";
    private static readonly byte[] CapabilityKey = new byte[32];

    /// <summary>Whether it runs flows; else it is a reference.</summary>
    public bool IsHost { get; init; } = true;

    /// <summary>Whether it sends commands; the floor and (b) only take callbacks.</summary>
    public bool SendsCommands { get; init; } = true;

    /// <summary>
    /// Whether it is a reference that keeps its calls and sends commands: what durable flows are measured by.
    /// </summary>
    public bool IsPeer { get; init; }

    /// <summary>The project of a reference that is a program of its own; null for one of the bench's.</summary>
    public string? Project { get; init; }


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

    public bool NeedsPostgres => Journal == "postgres";

    /// <summary>
    /// Whether its program is there: those of <see cref="Project"/> are built only when they are asked for.
    /// </summary>
    public bool IsBuilt => Project is null || File.Exists(Program);

    private string Program => Project is null ? Environment.ProcessPath! : Path.Combine(AppContext.BaseDirectory, "..", Project, $"callgrains-peer-{Key}");

    public static IReadOnlyList<ServerKind> All { get; } =
    [
        new("floor", "(a) floor: bare Kestrel, parse, 200") { IsHost = false, SendsCommands = false },
        new("stateless", "(a2) stateless bot: commands, nothing kept") { IsHost = false },
        new("peer", "(b) a transaction a callback, no command") { IsHost = false, SendsCommands = false, Journal = "postgres" },
        new("transaction", "(b2) a transaction a callback, then the command") { IsHost = false, IsPeer = true, Journal = "postgres" },
        new("grain", "(c) Orleans grain, state written each callback") { IsHost = false, IsPeer = true, Journal = "postgres", IsQuick = false, Project = "CallGrains.Benchmarks.Peers.Grain" },
        new("marten", "(d) Wolverine and Marten, a document a call") { IsHost = false, IsPeer = true, Journal = "postgres", IsQuick = false, Project = "CallGrains.Benchmarks.Peers.Marten" },
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
        return IsHost ? await StartHostAsync(world, name) : await StartReferenceAsync(world, name);
    }

    private async Task<Server> StartReferenceAsync(World world, string name)
    {
        (string, string)[] settings = [(BenchVariables.PostgresName, NeedsPostgres ? await world.DatabaseAsync(name) : ""), (BenchVariables.CarrierName, world.Carrier.AbsoluteUri)];
        return await Server.StartAsync(name, Program, port => Project is null ? [Key, $"{port}"] : [$"{port}"], settings, "/callbacks", "/");
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
